import OpenAI from 'openai';
import { type ParsedRequest, type ParsedResult, type Parser } from '../../lib/parsers/parser.js';
import { ParserRegistry } from '../../lib/parsers/registry.js';
import { startProvider } from './provider-server.js';

const faults: [string, unknown][] = [];
const registry = (...own: Parser[]): ParserRegistry =>
  new ParserRegistry(own, (parserName, error) => faults.push([parserName, error]));
beforeEach(() => faults.splice(0));

const user = { role: 'user', content: 'hi' };
const request = { model: 'gpt-4o', messages: [user] };
const completion = { object: 'chat.completion', choices: [{ index: 0, message: { content: 'yo' } }] };
const chunk = { object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: 'yo' } }] };

const house = (rest: Partial<Parser> = {}): Parser => ({
  name: 'house',
  request: (): ParsedRequest => ({ provider: 'house' }),
  result: () => undefined,
  stream: () => undefined,
  ...rest,
});

describe('the arguments of a method', () => {
  it('are read from the first that is a known request, wherever it stands', () => {
    expect(registry().request(['tenant', [user], request, { ...request, model: 'other' }])).toEqual({
      provider: 'openai',
      ...request,
      modelParameters: {},
    });
  });

  it('are read from a message array where there is no request', () => {
    expect(registry().request(['tenant', [], [1], [user, { role: 'developer', content: 'x' }]])).toEqual({
      isAssumed: true,
      messages: [user, { role: 'system', content: 'x' }],
    });
  });

  it('are a user message where there is a string and nothing else', () => {
    expect(registry().request(['hi'])).toEqual({ isAssumed: true, messages: [user] });
    expect(registry().request(['hi', undefined])).toEqual({ isAssumed: true, messages: [user] });
  });

  it.each([[[]], [['hi', 'tenant']], [['hi', {}]], [[{ role: 'user', content: 'hi' }]], [[[{ role: 1 }]]], [[7]]])(
    'say nothing in %j',
    (args: unknown[]) => {
      expect(registry().request(args)).toBeUndefined();
    },
  );

  it('that cannot be read say nothing, and are no fault', () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    expect(registry().request([proxy])).toBeUndefined();
    expect(registry().result(proxy)).toBeUndefined();
    expect(registry().stream(proxy)).toBeUndefined();
    expect(faults).toEqual([]);
  });
});

describe('a parser of the user', () => {
  it('comes before those of the package', () => {
    expect(registry(house()).request([request])).toEqual({ provider: 'house' });
  });

  it('leaves what it does not know to the next', () => {
    const own = registry(house({ request: () => undefined }));
    expect(own.request([request])?.provider).toBe('openai');
    expect(own.result(completion)).toBeDefined();
    expect(own.stream(chunk)).toBeDefined();
  });

  it('that throws is told by name, and the next one is asked', () => {
    const broken = (): never => {
      throw new Error('broken');
    };
    const own = registry(house({ request: broken, result: broken, stream: broken }));
    expect(own.request([request])?.provider).toBe('openai');
    expect(own.result(completion)).toBeDefined();
    expect(own.stream(chunk)).toBeDefined();
    expect(faults).toEqual(Array.from({ length: 3 }, () => ['house', new Error('broken')]));
  });

  it('whose merge throws is told by name, and shows nothing', () => {
    const broken = (): never => {
      throw new Error('broken');
    };
    const merge = registry(house({ stream: () => ({ add: broken, result: broken }) })).stream(chunk);
    expect(merge?.add(chunk)).toBe(false);
    expect(merge?.result()).toBeUndefined();
    expect(faults).toEqual([
      ['house', new Error('broken')],
      ['house', new Error('broken')],
    ]);
  });

  it('keeps its own state in its merge', () => {
    class Count {
      private count = 0;
      add(): boolean {
        this.count += 1;
        return true;
      }
      result(): ParsedResult {
        return { result: { id: 'r', object: 'response', count: this.count } };
      }
    }
    const merge = registry(house({ stream: () => new Count() })).stream('first');
    expect([merge?.add('first'), merge?.add('second')]).toEqual([true, true]);
    expect(merge?.result()?.result).toEqual({ id: 'r', object: 'response', count: 2 });
  });
});

it('finds a result inside the envelope of a client', async () => {
  const provider = await startProvider(() => ({ json: completion }));
  try {
    const client = new OpenAI({ apiKey: 'key', baseURL: provider.url });
    const enveloped = await client.chat.completions
      .create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }] })
      .withResponse();
    expect(registry().result(enveloped)?.result).toMatchObject(completion);
  } finally {
    await provider.close();
  }
});
