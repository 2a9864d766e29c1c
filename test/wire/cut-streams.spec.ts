import fc from 'fast-check';
import { ParserRegistry } from '../../lib/parsers/registry.js';
import { resultText } from '../../lib/parsers/result-text.js';
import { Exchange } from '../../lib/wire/exchange.js';
import { readAnswer } from '../../lib/wire/read-answer.js';
import { recognise } from '../../lib/wire/recognise.js';
import { type Received, written } from '../parsers/provider-server.js';
import { type Scenario } from './answers/scenario.js';
import { answerLlm } from './llm-answers.js';

const gateway = { 'ai-language-model-streaming': 'true' };

/** A stream of each API. */
const STREAMS: readonly (readonly [path: string, headers?: Received['headers']])[] = [
  ['/v1/chat/completions'],
  ['/v1/responses'],
  ['/v1/messages'],
  ['/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse'],
  ['/v1beta/models/gemini-2.5-flash:streamGenerateContent'],
  ['/model/a.b/converse-stream'],
  ['/model/a.b/invoke-with-response-stream'],
  ['/api/chat'],
  ['/v2/chat'],
  ['/v3/ai/language-model', gateway],
];

const SCENARIOS: readonly Scenario[] = ['words', 'call', 'failure'];

/** What is read of an answer that came in these pieces: what it says, and all of it but ids and times of our own. */
async function read(path: string, type: string, pieces: readonly Uint8Array[]): Promise<[said: string, all: string]> {
  const recognised = recognise({ method: 'POST', origin: 'localhost', path });
  if (!recognised || !('parser' in recognised.api)) throw new Error(`not recognised: ${path}`);
  const exchange = new Exchange([], () => undefined);
  exchange.head(200, [['content-type', type]]);
  for (const piece of pieces) exchange.received.add(piece);
  exchange.end();
  const { api } = recognised;
  const onFault = (name: string, fault: unknown): never => {
    throw new Error(name, { cause: fault });
  };
  const parsers = new ParserRegistry([api.parser], onFault);
  const { pieces: _, ...answer } = await readAnswer({ exchange, recognised, api, parsers });
  const plain = (text: string): string => text.replace(/"(id|created)":("[^"]*"|\d+)/g, '"$1":0');
  return [answer.parsed ? plain(resultText(answer.parsed.result)) : '', plain(JSON.stringify(answer))];
}

const cut = (bytes: Buffer, positions: readonly number[]): Buffer[] => {
  const places = [0, ...positions.map((position) => position % bytes.length), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
};

const CASES = STREAMS.flatMap(([path, headers = {}]) =>
  SCENARIOS.map((scenario) => {
    const [type, pieces] = written(answerLlm({ path, headers, body: { stream: true } }, scenario));
    return [scenario, path, type, Buffer.concat(pieces)] as const;
  }),
);

describe.each(CASES)('a stream of %s from %s', (scenario, path, type, bytes) => {
  it('is read the same wherever it is cut', async () => {
    const [, whole] = await read(path, type, [bytes]);
    const wrong: number[] = [];
    for (let at = 1; at < bytes.length; at += 1) {
      const [, all] = await read(path, type, [bytes.subarray(0, at), bytes.subarray(at)]);
      if (all !== whole) wrong.push(at);
    }
    expect(wrong).toEqual([]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 40 }), async (positions) => {
        expect((await read(path, type, cut(bytes, positions)))[1]).toBe(whole);
      }),
      { numRuns: 20 },
    );
  });

  it('says, wherever it breaks off, the beginning of what it would have said', async () => {
    const [whole] = await read(path, type, [bytes]);
    let longest = '';
    const wrong: string[] = [];
    for (let end = 0; end <= bytes.length; end += 1) {
      const [said] = await read(path, type, [bytes.subarray(0, end)]);
      const grows = said.startsWith(longest) && whole.startsWith(said);
      if (!grows && scenario !== 'call') wrong.push(said);
      longest = said;
    }
    expect(wrong).toEqual([]);
    expect(longest).toBe(whole);
  });
});
