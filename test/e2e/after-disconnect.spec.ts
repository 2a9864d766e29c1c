import { Controller, Get, Injectable, Logger } from '@nestjs/common';
import { once } from 'node:events';
import { get } from 'node:http';
import { CurrentSignal, Generation } from '../../lib/index.js';
import { type GenerationNode } from '../../lib/testing/index.js';
import { ended, PLATFORMS, type RunningApp, startApp } from './http-app.js';

let began: () => void;

const piece = (content: string, usage?: object) => ({
  id: 'c-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: usage ? [] : [{ index: 0, delta: { content }, finish_reason: null }],
  ...(usage && { usage }),
});

const completion = {
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'late' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1, completion_tokens: 7, total_tokens: 8 },
};

/** A model that answers when told to, however long nobody has been there. */
@Injectable()
class Model {
  @Generation({ name: 'whole' })
  async whole(go: Promise<unknown>) {
    began();
    await go;
    return completion;
  }

  @Generation({ name: 'streamed' })
  async *streamed(go: Promise<unknown>) {
    yield piece('a');
    yield piece('b');
    yield piece('c');
    began();
    await go;
    yield piece('d');
    yield piece('', { prompt_tokens: 1, completion_tokens: 40, total_tokens: 41 });
  }
}

@Controller()
class Desk {
  constructor(private readonly model: Model) {}

  @Get('whole/:id')
  whole(@CurrentSignal() signal: AbortSignal) {
    return this.model.whole(once(signal, 'abort'));
  }

  @Get('streamed/:id')
  async streamed(@CurrentSignal() signal: AbortSignal): Promise<number> {
    let count = 0;
    for await (const chunk of this.model.streamed(once(signal, 'abort'))) count += chunk.choices.length;
    return count;
  }

  @Get('afterwards')
  async afterwards(@CurrentSignal() signal: AbortSignal) {
    began();
    await once(signal, 'abort');
    return this.model.whole(Promise.resolve());
  }

  @Get('heeded')
  heeded(@CurrentSignal() signal: AbortSignal) {
    return this.model.whole(once(signal, 'abort').then(() => signal.throwIfAborted()));
  }

  @Get('awaited')
  awaited() {
    return this.model.whole(Promise.resolve());
  }
}

describe.each(PLATFORMS)('a generation whose client goes away, on %s', (platform) => {
  let running: RunningApp;
  let warn: jest.SpyInstance;
  beforeEach(async () => {
    running = await startApp(platform, { controllers: [Desk], providers: [Model] });
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });
  afterEach(async () => {
    await running.app.close();
    warn.mockRestore();
  });

  const leave = async (path: string): Promise<GenerationNode> => {
    running.recorder.clear();
    const isUnderWay = new Promise<void>((resolve) => (began = resolve));
    const request = get(running.url + path).on('error', () => undefined);
    await isUnderWay;
    request.destroy();
    await ended(running.recorder);
    for (;;) {
      const node = running.recorder.find({ type: 'generation' });
      if (node?.type === 'generation' && node.endTimestamp !== undefined) return node;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  const warnings = (): string[] => warn.mock.calls.map(([message]) => String(message));

  it('and that goes on to its end says for how long, and warns once for its route', async () => {
    const generation = await leave('/whole/1');
    expect(running.recorder.traces).toMatchObject([{ status: 'cancelled' }]);
    expect(generation.status).toBe('ok');
    expect(generation.metrics['after_disconnect_ms']).toBeGreaterThanOrEqual(0);
    expect(generation.metrics).not.toHaveProperty('after_disconnect_tokens');
    await leave('/whole/2');
    expect(warnings()).toEqual([expect.stringMatching(/"GET \/whole\/:id".*AbortSignal.*@CurrentSignal\(\)/)]);
  });

  it('and that is streamed says how much of it came after', async () => {
    const { metrics } = await leave('/streamed/1');
    expect(metrics['after_disconnect_tokens']).toBe(10);
    expect(metrics['after_disconnect_ms']).toBeGreaterThanOrEqual(0);
  });

  it('before it began was for nothing as a whole', async () => {
    const { metrics } = await leave('/afterwards');
    expect(metrics['after_disconnect_tokens']).toBe(7);
  });

  it('and that heeds the signal says nothing of it', async () => {
    const generation = await leave('/heeded');
    expect(generation.metrics).not.toHaveProperty('after_disconnect_ms');
    expect(warnings()).toEqual([]);
  });

  it('with the whole answer says nothing of it', async () => {
    began = () => undefined;
    expect(await (await fetch(`${running.url}/awaited`)).json()).toEqual(completion);
    await ended(running.recorder);
    expect(running.recorder.find({ type: 'generation' })).toMatchObject({ status: 'ok', metrics: {} });
    expect(warnings()).toEqual([]);
  });
});
