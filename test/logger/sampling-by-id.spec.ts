import { isSampled } from '../../lib/pipeline/sampled.js';
import { type MaximModuleOptions } from '../../lib/index.js';
import { type RecordedLogger, recordedLogger } from './recorded-logger.js';

/** Ids of traces that a rate of one half sends, and leaves out. */
const SENT = idWhere((id) => isSampled(id, 0.5));
const LEFT_OUT = idWhere((id) => !isSampled(id, 0.5));

function idWhere(fits: (id: string) => boolean): string {
  let number = 0;
  while (!fits(`trace-${number}`)) number++;
  return `trace-${number}`;
}

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
