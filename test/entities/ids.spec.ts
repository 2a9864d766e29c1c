import { MaximFault } from '../../lib/faults/fault.js';
import { mendId } from '../../lib/protocol/ids.js';
import { Recording, withoutNewIds } from './recording.js';

const WARNING =
  'The id "order 42" is not one the protocol takes; "order_42-59096d5a" stands for it. ' +
  'Use at most 128 letters, digits, "-" and "_".';

describe('an id that the protocol refuses', () => {
  it('is mended alike in parents, elements and by-id calls, with one warning', () => {
    const maxim = new Recording();
    const trace = maxim.trace({ id: 'order 42' });
    trace.generation({ id: 'call/1' });
    maxim.generationSetName('call/1', 'llm');
    maxim.traceInput('order 42', 'hi');
    maxim.sessionTag('user@example', 'a', 'b');

    const ids = maxim.drain().map((line) => /id=([^,]*)/.exec(line)?.[1]);
    const mended = mendId('order 42');
    expect(mended).toBe('order_42-59096d5a');
    expect(ids).toEqual([mended, mended, mendId('call/1'), mended, mendId('user@example')]);
    expect(trace.id).toBe(mended);
    expect(maxim.reports).toEqual([WARNING]);
  });

  it('is mended wherever one is given', () => {
    const maxim = new Recording();
    const mended = mendId('a b');
    maxim.trace({ id: 't', sessionId: 'a b' }).addToSession('a b');
    maxim.traceEvent('t', 'a b', 'name');
    maxim.traceError('t', { id: 'a b', message: 'm' });
    maxim.traceAddAttachment('t', { id: 'a b', type: 'url', url: 'https://x.example' });
    const lines = maxim.drain();
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      expect(line).toContain(mended);
      expect(line).not.toContain('a b');
    }
  });

  it.each<[string, (maxim: Recording) => unknown]>([
    ['a trace', (maxim) => maxim.trace({ id: 'a b' })],
    ['a session', (maxim) => maxim.session({ id: 'x'.repeat(129) })],
    ['a child', (maxim) => maxim.trace({ id: 't' }).span({ id: 'a.b' })],
    ['a by-id call', (maxim) => maxim.spanTag('a b', 'k', 'v')],
    ['an event', (maxim) => maxim.traceEvent('t', 'a b', 'name')],
  ])('throws in strict mode: %s', (_, act) => {
    const maxim = new Recording({ strict: true });
    expect(() => act(maxim)).toThrow(MaximFault);
    expect(() => act(maxim)).toThrow(expect.objectContaining({ code: 'invalid-id' }));
  });

  it('is not printed in full where it is long', () => {
    const maxim = new Recording();
    maxim.trace({ id: 'é'.repeat(100_000) });
    expect(maxim.reports.join().length).toBeLessThan(600);
  });
});

describe('an id that is no string', () => {
  const traceOf = (id: unknown): string => new Recording().trace({ id: id as string }).id;

  it.each([
    [42, '42'],
    [42n, '42'],
  ])('is its digits, where it is a number: %p', (id, text) => expect(traceOf(id)).toBe(text));

  it.each([undefined, null, ''])('is a random one where it is %p, and each time another', (id) => {
    expect(withoutNewIds([traceOf(id)])).toEqual(['<id>']);
    expect(traceOf(id)).not.toBe(traceOf(id));
  });

  it.each([{}, [], true, Symbol('id'), Object.create(null)])('is a random one and a warning, where it is %p', (id) => {
    const maxim = new Recording();
    expect(withoutNewIds([maxim.trace({ id: id as string }).id])).toEqual(['<id>']);
    expect(maxim.reports).toEqual([expect.stringMatching(/^The id of type (object|boolean|symbol) is not one/)]);
  });
});

describe('an empty id in a by-id call', () => {
  it('is one warning, and throws in strict mode', () => {
    const maxim = new Recording();
    maxim.traceTag('', 'a', 'b');
    maxim.spanTag('', 'a', 'b');
    expect(maxim.reports).toEqual(['An element was named by an empty id. Give the id it was opened with.']);
    expect(() => new Recording({ strict: true }).traceTag('', 'a', 'b')).toThrow(
      expect.objectContaining({ code: 'wrong-use' }),
    );
  });
});

describe('a session without an id', () => {
  it.each(['', undefined])('adds no trace to a new one: %p', (sessionId) => {
    const maxim = new Recording();
    const trace = maxim.trace({ id: 't' });
    maxim.drain();
    trace.addToSession(sessionId as string);
    expect(maxim.drain()).toEqual([]);
    expect(trace.sessionId).toBeUndefined();
    expect(maxim.reports).toEqual([
      'A trace was added to a session of which there is no id. Give the id of the session.',
    ]);
  });
});
