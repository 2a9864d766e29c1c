import fc from 'fast-check';
import { formatTrace } from '../../../lib/protocol/tree/text.js';
import { columns, visible } from '../../../lib/protocol/tree/visible.js';
import { at, line, soleTrace } from './lines.js';

const text = (...lines: string[]): string => formatTrace(soleTrace(...lines));
const T = line('trace', 't', 'create', { name: 'chat', startTimestamp: at(0) });
const generation = (result: unknown, more: Record<string, unknown> = {}): string =>
  text(
    T,
    line('trace', 't', 'add-generation', { id: 'g', name: 'ask', startTimestamp: at(0), ...more }),
    line('generation', 'g', 'result', { result }),
  );
const said = (message: unknown): unknown => ({ id: 'r', choices: [{ index: 0, message }] });

const SUPPORT = [
  line('trace', '7f3c', 'create', {
    name: 'POST /support',
    tags: { env: 'dev' },
    startTimestamp: at(0),
    sessionId: 'chat-42',
  }),
  line('trace', '7f3c', 'update', { input: 'Where is my order?' }),
  line('trace', '7f3c', 'add-span', { id: 'sp', name: 'SupportService.answer', startTimestamp: at(1) }),
  line('span', 'sp', 'add-retrieval', { id: 'r', name: 'SupportService.find', startTimestamp: at(2) }),
  line('retrieval', 'r', 'update', { input: 'orders' }),
  line('retrieval', 'r', 'end', { docs: ['a', 'b'], endTimestamp: at(3) }),
  line('span', 'sp', 'add-tool-call', { id: 'tc', name: 'Orders.lookUp', startTimestamp: at(3), args: '{"id":1042}' }),
  line('tool_call', 'tc', 'result', { result: 'shipped' }),
  line('tool_call', 'tc', 'end', { endTimestamp: at(3) }),
  line('span', 'sp', 'add-generation', {
    id: 'g',
    name: 'SupportService.ask',
    startTimestamp: at(4),
    provider: 'openai',
    model: 'gpt-4o',
  }),
  line('generation', 'g', 'result', {
    result: {
      id: 'x',
      choices: [{ index: 0, message: { role: 'assistant', content: 'It left on Monday.\n\nAnything else?' } }],
      usage: { prompt_tokens: 12000, completion_tokens: 345, total_tokens: 12345 },
      cost: { input: 0.001, output: 0.0002, total: 0.0012 },
    },
  }),
  line('generation', 'g', 'update', { metrics: { ttft_ms: 211.6 } }),
  line('generation', 'g', 'end', { endTimestamp: at(1234) }),
  line('span', 'sp', 'end', { endTimestamp: at(1235) }),
  line('trace', '7f3c', 'add-generation', {
    id: 'g2',
    name: 'classify',
    startTimestamp: at(1300),
    model: 'no-such-model',
  }),
  line('generation', 'g2', 'result', {
    result: { error: { message: 'There is no\nsuch model.', code: '404', type: 'NotFoundError' }, id: 'e' },
  }),
  line('generation', 'g2', 'end', { endTimestamp: at(1360) }),
  line('trace', '7f3c', 'add-event', { id: 'ev', name: 'cache-miss', timestamp: at(1) }),
  line('trace', '7f3c', 'add-feedback', { score: 1, comment: 'thanks' }),
  line('trace', '7f3c', 'update', { output: 'It left on Monday.' }),
  line('trace', '7f3c', 'end', { endTimestamp: at(1361) }),
];

describe('formatTrace', () => {
  it('draws a trace', () => {
    expect(`\n${text(...SUPPORT)}\n`).toBe(`
✗ POST /support              1.36 s  trace · error · gpt-4o, no-such-model · 12345 tokens · $0.0012
│ id        7f3c
│ session   chat-42
│ tags      env=dev
│ input     Where is my order?
│ output    It left on Monday.
│ event     cache-miss
│ feedback  1 thanks
├─ ✓ SupportService.answer   1.23 s  span
│  ├─ ✓ SupportService.find    1 ms  retrieval · 2 documents
│  │    query     orders
│  ├─ ✓ Orders.lookUp          0 ms  tool call
│  │    args      {"id":1042}
│  │    result    shipped
│  └─ ✓ SupportService.ask   1.23 s  generation · openai/gpt-4o · 12000 + 345 = 12345 tokens · $0.0012 · first token 212 ms
│       answer    It left on Monday.
│
│                 Anything else?
└─ ✗ classify                 60 ms  generation · error · no-such-model
     error     NotFoundError (404): There is no
               such model.
`);
  });

  it('says how elements that did not end well stand', () => {
    expect(
      text(
        T,
        line('trace', 't', 'add-span', { id: 'a', startTimestamp: at(1), tags: { outcome: 'cancelled' } }),
        line('trace', 't', 'add-span', { id: 'b', startTimestamp: at(2), tags: { outcome: 'unfinished' } }),
        line('trace', 't', 'add-tool-call', {
          id: 'c',
          startTimestamp: at(3),
          endTimestamp: at(3),
          tags: { truncated: 'true' },
        }),
      ),
    ).toBe(
      [
        '○ chat        trace · open',
        '│ id        t',
        '├─ ⊘ a        span · cancelled',
        '├─ … b        span · unfinished',
        '└─ ✓ c  0 ms  tool call · truncated',
      ].join('\n'),
    );
  });

  it('never shortens an answer, however long', () => {
    const answer = 'word '.repeat(20_000).trim();
    expect(generation(said({ role: 'assistant', content: answer }))).toContain(answer);
  });

  it.each([
    [
      'parts',
      said({
        content: [
          { type: 'text', text: 'one ' },
          { type: 'text', text: 'two' },
        ],
      }),
      'one two',
    ],
    ['a part that is no text', said({ content: [{ type: 'image_url', image_url: {} }] }), '[image_url]'],
    ['a refusal', said({ content: null, refusal: 'I must not.' }), 'I must not.'],
    [
      'tool calls',
      said({
        content: null,
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'look', arguments: '{"a":1}' } }],
      }),
      '→ look({"a":1})',
    ],
    ['a function call', said({ content: null, function_call: { name: 'look', arguments: '{}' } }), '→ look({})'],
    ['a text completion', { choices: [{ index: 0, text: 'done' }] }, 'done'],
    ["the Go SDK's messages", { choices: [{ index: 0, messages: [{ role: 'assistant', content: 'done' }] }] }, 'done'],
    [
      'a Responses object',
      {
        object: 'response',
        output: [{ type: 'reasoning' }, { type: 'message', content: [{ type: 'output_text', text: 'done' }] }],
      },
      'done',
    ],
    [
      'a call in a Responses object',
      { object: 'response', output: [{ type: 'function_call', name: 'look', arguments: '{}' }] },
      '→ look({})',
    ],
  ])('reads an answer of %s', (_, result, expected) => {
    expect(generation(result)).toMatch(new RegExp(`^ +answer +${expected.replace(/[^\w ]/g, '\\$&')}$`, 'm'));
  });

  it('shows several choices one below the other', () => {
    const choices = ['one', 'two'].map((content, index) => ({ index, message: { content } }));
    expect(generation({ choices })).toMatch(/answer {4}one\n +two$/);
  });

  it.each([[null], ['text'], [{ choices: 'none' }], [{ choices: [null, 7, { message: 'hi' }] }], [{ output: [null] }]])(
    'shows no answer where the result is %j',
    (result) => {
      expect(generation(result)).not.toContain('answer');
    },
  );

  it('shows the id of an element without a name', () => {
    expect(text(line('trace', 't-1', 'create', { startTimestamp: at(0) }))).toMatch(/^○ t-1 /);
  });

  it('says long durations in minutes', () => {
    expect(text(T, line('trace', 't', 'end', { endTimestamp: at(125_000) }))).toContain('2 min 5 s');
  });

  it('keeps the durations in line behind names of wide characters', () => {
    const lines = text(
      T,
      line('trace', 't', 'add-span', { id: 'a', name: '注文を調べる', startTimestamp: at(0), endTimestamp: at(1) }),
      line('trace', 't', 'add-span', { id: 'b', name: 'look up 🔍', startTimestamp: at(1), endTimestamp: at(2) }),
      line('trace', 't', 'add-span', { id: 'c', name: 'plain', startTimestamp: at(2), endTimestamp: at(3) }),
    ).split('\n');
    const behind = lines.filter((one) => one.includes('1 ms')).map((one) => columns(one.slice(0, one.indexOf('1 ms'))));
    expect(behind).toEqual([19, 19, 19]);
  });

  it('lets nothing reach the terminal but what can be seen', () => {
    const hostile = '\u001b[2J\u001b]0;title\u0007\r\b\u009b31m\u202egnp.exe\u2028';
    const shown = text(
      line('trace', 't', 'create', { name: hostile, tags: { [hostile]: hostile }, sessionId: hostile }),
      line('trace', 't', 'update', { input: hostile, output: hostile }),
      line('trace', 't', 'add-error', { id: 'e', message: hostile, code: hostile, errorType: hostile }),
      line('trace', 't', 'add-event', { id: 'ev', name: hostile }),
      line('trace', 't', 'add-feedback', { score: 1, comment: hostile }),
      line('trace', 't', 'add-generation', { id: 'g', name: hostile, model: hostile, provider: hostile }),
      line('generation', 'g', 'result', { result: said({ content: hostile }) }),
      line('trace', 't', 'add-tool-call', { id: 'tc', args: hostile }),
      line('tool_call', 'tc', 'result', { result: hostile }),
    );
    expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2028\u2029]/);
    expect(shown).toContain('␛[2J␛]0;title␇␍␈<U+009B>31m<U+202E>gnp.exe<U+2028>');
  });

  it('gives each piece to whoever paints it, and paints nothing else', () => {
    const root = soleTrace(...SUPPORT);
    expect(formatTrace(root, (piece) => `<${piece}>`).replace(/[<>]/g, '')).toBe(formatTrace(root));
    expect(formatTrace(root, (piece, ink) => (ink === 'bad' ? piece.toUpperCase() : piece))).toContain('THERE IS NO');
  });

  it('never throws, whatever was logged', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: 'binary' }), (result, name) => {
        const shown = text(
          T,
          line('trace', 't', 'add-generation', { id: 'g', name, messages: [] }),
          line('generation', 'g', 'result', { result }),
        );
        expect(shown.split('\n').length).toBeGreaterThanOrEqual(3);
      }),
    );
  });
});

describe('visible', () => {
  it('leaves tabs, letters, marks and emoji as they are', () => {
    const plain = '\tGrüße, 注文 👩‍👩‍👧 e\u0301';
    expect(visible(plain)).toBe(plain);
  });
});
