import { LogLine } from '@maximai/maxim-js';
import fc from 'fast-check';
import { MaximFault } from '../../lib/faults/fault.js';
import { decode } from '../../lib/protocol/decode.js';
import { ACTIONS, ENTITIES, formatLine } from '../../lib/protocol/line.js';

const CREATE = 'trace{id=t1,action=create,data={"name":"chat"}}';

describe('decode', () => {
  it('gives back what was formatted', () => {
    const line = fc.record({
      entity: fc.constantFrom(...ENTITIES),
      id: fc.stringMatching(/^[A-Za-z0-9_-]{1,128}$/),
      action: fc.constantFrom(...ACTIONS),
      data: fc.dictionary(fc.string(), fc.jsonValue()),
    });
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const texts = lines.map(({ entity, id, action, data }) => formatLine(entity, id, action, JSON.stringify(data)));
        const decoded = decode(texts.join('\n'));
        expect(decoded.map(({ text }) => text)).toEqual(texts);
        expect(decoded.map(({ entity, id, action }) => [entity, id, action])).toEqual(
          lines.map(({ entity, id, action }) => [entity, id, action]),
        );
        expect(decoded.map(({ data }) => JSON.stringify(data))).toEqual(lines.map(({ data }) => JSON.stringify(data)));
      }),
    );
  });

  it('reads every line of the official JavaScript SDK', () => {
    const log = new LogLine();
    const trace = log.trace({ id: 't1', name: 'chat' });
    const span = trace.span({ id: 's1', name: 'step' });
    span.generation({
      id: 'g1',
      provider: 'openai',
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'a,action=b,data={"c":"}"}' }],
      modelParameters: {},
    });
    trace.end();
    const sent = log.drain();
    const decoded = decode(sent.map((line) => `${line.serialize()}\n`).join(''));
    expect(decoded.map(({ entity, id, action }) => `${entity} ${id} ${action}`)).toEqual([
      'trace t1 create',
      'span s1 create',
      'trace t1 add-span',
      'span s1 add-generation',
      'trace t1 end',
    ]);
    expect(decoded[3]?.data['messages']).toEqual([{ role: 'user', content: 'a,action=b,data={"c":"}"}' }]);
  });

  it("reads the Python SDK's JSON, with spaces, escapes and offsets", () => {
    const [line] = decode(
      'trace{id=t1,action=end,data={"endTimestamp": "2026-01-01T00:00:00.000001+00:00", "x": "\\u00fc"}}',
    );
    expect(line?.data).toEqual({ endTimestamp: '2026-01-01T00:00:00.000001+00:00', x: 'ü' });
  });

  it.each([
    ['a trailing newline', `${CREATE}\n`],
    ['none', CREATE],
    ['CRLF', `${CREATE}\r\n`],
    ['blank lines around', `\n  \r\n${CREATE}\n\n`],
  ])('takes %s', (_, body) => {
    expect(decode(body).map(({ text }) => text)).toEqual([CREATE]);
  });

  it('reads an empty body as no lines', () => {
    expect(decode('')).toEqual([]);
  });

  it('keeps a line whole where its text holds the line separators of Unicode', () => {
    const [line] = decode('trace{id=t1,action=update,data={"input":"a\u2028b\u2029c"}}');
    expect(line?.data).toEqual({ input: 'a\u2028b\u2029c' });
  });

  it('takes words of a newer protocol', () => {
    expect(decode('agent{id=a1,action=add-step2,data={}}')).toMatchObject([{ entity: 'agent', action: 'add-step2' }]);
  });

  it('lets no key reach a prototype', () => {
    const [line] = decode('trace{id=t1,action=update,data={"__proto__":{"polluted":1}}}');
    expect(Object.keys(line?.data ?? {})).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['other text', 'hello'],
    ['a line without data', 'trace{id=t1,action=end}'],
    ['an empty id', 'trace{id=,action=create,data={}}'],
    ['an id with a space', 'trace{id=a b,action=create,data={}}'],
    ['an id with a comma', 'trace{id=a,b,action=create,data={}}'],
    ['a cut line', CREATE.slice(0, -2)],
    ['text behind the line', `${CREATE} `],
    ['two lines on one', `${CREATE}${CREATE}`],
    ['data that is no JSON', 'trace{id=t1,action=create,data={name:1}}'],
    ['no data', 'trace{id=t1,action=create,data=}'],
    ['an array', 'trace{id=t1,action=create,data=[]}'],
    ['null', 'trace{id=t1,action=create,data=null}'],
    ['a string', 'trace{id=t1,action=create,data="{}"}'],
  ])('refuses %s and names the line', (_, line) => {
    const read = (): unknown => decode(`${CREATE}\n\n${line}\n${CREATE}`);
    expect(read).toThrow(MaximFault);
    expect(read).toThrow(expect.objectContaining({ code: 'malformed-line' }));
    expect(read).toThrow(/^line 3: /);
  });
});
