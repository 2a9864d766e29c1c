import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Generation, MaximModule, Retrieval, Span, ToolCall, Trace } from '../../lib/index.js';
import { MaximRecorder, MaximTestingModule } from '../../lib/testing/index.js';
import { recordedLogger } from '../logger/recorded-logger.js';

const RUNS = 100;

@Injectable()
class Agent {
  @Trace('run')
  async run(): Promise<void> {
    for (const n of [1, 2, 3]) await this.tool(n);
    await this.think('plan');
    await this.look();
    await this.think('answer');
    await Promise.all([this.step('left'), this.step('right')]);
  }

  @ToolCall({ name: (n) => `tool ${String(n)}` })
  tool(n: number): Promise<number> {
    return Promise.resolve(n);
  }

  @Generation({ name: (name) => String(name) })
  think(name: string): Promise<string> {
    return Promise.resolve(name);
  }

  @Retrieval('docs')
  look(): Promise<string[]> {
    return Promise.resolve([]);
  }

  /** The first to begin is the last to end. */
  @Span({ name: (name) => String(name) })
  async step(name: string): Promise<void> {
    for (let turns = name === 'left' ? 9 : 1; turns > 0; turns -= 1) await Promise.resolve();
  }
}

@Module({
  imports: [MaximModule.forRoot({ autoCapture: false }), MaximTestingModule.forRoot()],
  providers: [Agent],
})
class App {}

const STEPS = ['tool 1', 'tool 2', 'tool 3', 'plan', 'docs', 'answer', 'left', 'right'];

it('what began in the same millisecond stands in the order in which it was opened, in each of many runs', async () => {
  const app = await Test.createTestingModule({ imports: [App] }).compile();
  await app.init();
  const [agent, recorder] = [app.get(Agent), app.get(MaximRecorder)];
  const opened: string[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    await agent.run();
    opened.unshift(
      ...recorder.lines
        .filter(({ action }) => action === 'create')
        .slice(run)
        .map(({ id }) => id),
    );
  }
  const { traces } = recorder;
  expect(traces.map(({ id }) => id)).toEqual(opened);
  expect(traces.filter(({ children }) => String(children.map(({ name }) => name)) !== String(STEPS))).toEqual([]);
  expect(recorder.find({ type: 'tool_call' })).toMatchObject({ name: 'tool 1' });
  await app.close();
});

it('so does what has an id of the app’s or a model’s, and traces among themselves', async () => {
  const { maxim, recorder, close } = await recordedLogger();
  const now = jest.spyOn(Date, 'now').mockReturnValue(1_800_000_000_000);
  try {
    for (const id of ['t-b', 't-a']) {
      maxim.withTrace({ name: id, id }, (trace) => {
        for (const id of ['call_9', 'call_1', undefined, 'call_5']) {
          trace.toolCall({ name: id ?? 'none', ...(id && { id: `${trace.id}-${id}` }) }).result('');
        }
      });
    }
  } finally {
    now.mockRestore();
  }
  expect(recorder.traces.map(({ name }) => name)).toEqual(['t-a', 't-b']);
  for (const { children } of recorder.traces) {
    expect(children.map(({ name }) => name)).toEqual(['call_9', 'call_1', 'none', 'call_5']);
  }
  await close();
});
