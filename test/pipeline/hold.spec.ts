import { type TraceHold } from '../../lib/protocol/trace-hold.js';
import { harness, line } from './harness.js';

const create = line('trace', 't1', 'create', { name: 'GET /', tags: {} });
const end = line('trace', 't1', 'end', { endTimestamp: '2026-01-01T00:00:00.000Z' });
const child = line('trace', 't1', 'add-span', { id: 's1', name: 'step' });

const actions = (texts: readonly string[]): (string | undefined)[] =>
  texts.map((text) => /action=([\w-]+)/.exec(text)?.[1]);

describe('a lazy trace', () => {
  it('sends nothing while it is only created, described and ended', () => {
    const { pipeline, texts } = harness();
    const hold: TraceHold = { lines: [] };
    pipeline.write(create, hold);
    pipeline.write(line('trace', 't1', 'update', { input: 'hi' }), hold);
    pipeline.write(line('trace', 't1', 'update', { tags: { user: 'u' } }), hold);
    pipeline.write(end, hold);
    expect(texts).toEqual([]);
    expect(hold.lines).toHaveLength(4);
  });

  it('goes out in order before the line that is attached to it, what onRelease writes between them', () => {
    const { pipeline, texts } = harness();
    const hold: TraceHold = { lines: [] };
    hold.onRelease = () => pipeline.write(line('trace', 't1', 'update', { output: 'released' }), hold);
    pipeline.write(create, hold);
    pipeline.write(child, hold);
    expect(actions(texts)).toEqual(['create', 'update', 'add-span']);
    expect(hold.lines).toBeUndefined();
  });

  it('is still released by a child that comes after its end', () => {
    const { pipeline, texts } = harness();
    const hold: TraceHold = { lines: [] };
    for (const written of [create, end, child]) pipeline.write(written, hold);
    expect(actions(texts)).toEqual(['create', 'end', 'add-span']);
  });

  it.each([
    line('trace', 't1', 'update', { metrics: { cost: 1 } }),
    line('trace', 't1', 'add-feedback', { score: 1 }),
    line('trace', 't1', 'evaluate', { with: 'evaluators', evaluators: ['bias'] }),
    line('trace', 'other', 'update', { input: 'x' }),
    line('span', 's1', 'update', { tags: {} }),
  ])('is released by $entity $id $action', (written) => {
    const { pipeline, texts } = harness();
    const hold: TraceHold = { lines: [] };
    pipeline.write(create, hold);
    pipeline.write(written, hold);
    expect(texts).toHaveLength(2);
  });

  it('is sent as it was when it was written', () => {
    const { pipeline, sent } = harness();
    const hold: TraceHold = { lines: [] };
    const tags: Record<string, string> = { plan: 'free' };
    pipeline.write(line('trace', 't1', 'update', { tags }), hold);
    tags['plan'] = 'changed later';
    pipeline.release(hold);
    expect(sent()[0]?.data).toEqual({ tags: { plan: 'free' } });
  });

  it('is released once, and an error of onRelease does not reach the caller', () => {
    const { pipeline, texts, reports } = harness();
    const hold: TraceHold = {
      lines: [],
      onRelease: () => {
        throw new Error('boom');
      },
    };
    pipeline.write(create, hold);
    pipeline.write(child, hold);
    pipeline.release(hold);
    expect(texts).toHaveLength(2);
    expect(reports).toHaveLength(1);
  });
});
