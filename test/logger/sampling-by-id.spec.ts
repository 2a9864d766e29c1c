import { type MaximModuleOptions } from '../../lib/index.js';
import { type RecordedLogger, recordedLogger } from './recorded-logger.js';
import { LEFT_OUT, SENT } from './sampling-ids.js';

let logged: RecordedLogger;

async function sampling(options: MaximModuleOptions['sampling']): Promise<RecordedLogger> {
  logged = await recordedLogger({ ...(options && { sampling: options }) });
  return logged;
}

afterEach(() => logged.close());

/** What was sent, in order: entity, id and action. */
const sent = (): string[] => logged.recorder.lines.map(({ entity, id, action }) => `${entity} ${id} ${action}`);

describe('what is said by id of an element that is over', () => {
  it.each<[string, MaximModuleOptions['sampling']]>([
    ['the rate', { rate: 0 }],
    ['how it ended', { rate: 0, keepErrors: true }],
  ])('is not sent where its trace was left out by %s', async (_by, options) => {
    const { maxim } = await sampling(options);
    const trace = maxim.trace({ id: 'job' });
    trace.generation({ id: 'g' }).end();
    trace.span({ id: 's' }).end();
    trace.toolCall({ id: 'told', name: 'search', endTimestamp: new Date() });
    trace.end();
    maxim.generationResult('g', completion);
    maxim.generationAddAttachment('g', { type: 'fileData', data: new Uint8Array(1) });
    maxim.spanGeneration('s', { id: 'below' }).addTag('key', 'value');
    maxim.generationResult('below', completion);
    maxim.generationAddMetric('below', 'score', 1);
    maxim.toolCallResult('told', 'found');
    await maxim.flush();
    expect(sent()).toEqual([]);
    expect(maxim.stats().dropped).toBe(0);
    maxim.generationAddMetric('elsewhere', 'score', 1);
    expect(sent()).toEqual(['generation elsewhere update']);
  });

  it('is of one trace where that is opened twice', async () => {
    const { maxim } = await sampling({ rate: 0, keepErrors: true });
    const twice = [maxim.trace({ id: 'twice' }), maxim.trace({ id: 'twice' })] as const;
    twice[0].input('first');
    twice[1].error({ message: 'boom' });
    twice[0].end();
    maxim.trace({ id: 'twice' }).output('later');
    const [create, ...others] = sent();
    expect(create).toBe('trace twice create');
    expect(others.map((line) => line.replace('trace twice ', ''))).toEqual([
      'create',
      'update',
      'add-error',
      'end',
      'create',
      'update',
    ]);
  });

  it('is of another try where the first was left out', async () => {
    const { maxim } = await sampling({ rate: 0, keepErrors: true });
    maxim.trace({ id: 'job' }).end();
    const retry = maxim.trace({ id: 'job' });
    retry.error({ message: 'boom' });
    retry.end();
    expect(sent()).toEqual(['trace job create', 'trace job add-error', 'trace job end']);
  });

  it('is sent where another element has had its id, whose trace was left out', async () => {
    const { maxim } = await sampling({ rate: 0.5 });
    for (const id of [LEFT_OUT, SENT]) {
      const trace = maxim.trace({ id });
      trace.generation({ id: 'same' }).end();
      trace.end();
    }
    logged.recorder.clear();
    maxim.generationAddMetric('same', 'score', 1);
    expect(sent()).toEqual(['generation same update']);
  });
});

const completion = {
  id: 'r',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
};
