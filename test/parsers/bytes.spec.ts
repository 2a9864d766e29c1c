import { withoutBytes } from '../../lib/parsers/bytes.js';
import { ParserRegistry } from '../../lib/parsers/registry.js';

const registry = new ParserRegistry([], () => undefined);
const data = 'A'.repeat(4000);
const png = `data:image/png;base64,${data}`;
const size = '[3000 bytes]';

const expectNoBytes = (value: unknown): void => {
  expect(value).toBeDefined();
  const json = JSON.stringify(value);
  expect(json).toContain(size);
  expect(json).not.toContain(data);
};

describe('files in a request go by their size', () => {
  const claude = { model: 'claude-of-a-test', max_tokens: 9 };
  const pdf = { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data } };
  const shot = { type: 'image', source: { type: 'base64', media_type: 'image/png', data } };
  const seen = { type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'x' }, shot] };
  const chat = (part: object, model = 'gpt-4o') => ({ model, messages: [{ role: 'user', content: [part] }] });
  const item = (value: object) => ({ model: 'gpt-5', input: [value] });
  const parts = (part: object) => ({ model: 'gemini-2.5-flash', contents: [{ role: 'user', parts: [part] }] });

  it.each<[string, object]>([
    ['Anthropic’s document', { ...claude, messages: [{ role: 'user', content: [pdf] }] }],
    ['an image in a tool’s answer', { ...claude, messages: [{ role: 'user', content: [seen] }] }],
    ['OpenAI’s sound', chat({ type: 'input_audio', input_audio: { data, format: 'wav' } })],
    ['OpenAI’s file', chat({ type: 'file', file: { file_data: `data:application/pdf;base64,${data}` } })],
    ['Mistral’s sound', chat({ type: 'input_audio', inputAudio: data }, 'voxtral-small')],
    ['a screen of Responses', item({ type: 'computer_call_output', call_id: 'c', output: { image_url: png } })],
    ['an image that Responses made', item({ type: 'image_generation_call', id: 'i', result: data })],
    ['Gemini’s sound', parts({ inlineData: { mimeType: 'audio/wav', data } })],
    ['Ollama’s image', { model: 'llava', prompt: 'x', images: [data] }],
  ])('%s', (_, request) => {
    expectNoBytes(registry.request([request])?.messages);
  });

  it('but for images, which become attachments', () => {
    const part = { type: 'image_url', image_url: { url: png } };
    expect(registry.request([chat(part)])?.messages).toEqual([{ role: 'user', content: [part] }]);
  });
});

describe('images and files in a result go by their size', () => {
  const response = { object: 'response', id: 'r', output: [{ type: 'image_generation_call', id: 'i', result: data }] };
  const message = { role: 'assistant', content: null, audio: { id: 'a', data, transcript: 'x' } };
  const inlineData = { mimeType: 'image/png', data };
  const file = { type: 'file', mediaType: 'image/png', data };

  it.each<[string, object]>([
    ['OpenAI’s sound', { object: 'chat.completion', choices: [{ index: 0, message }] }],
    ['Responses’ image', response],
    ['Gemini’s image', { candidates: [{ content: { parts: [{ inlineData }] } }] }],
    ['the AI SDK’s file', { finishReason: 'stop', usage: { inputTokens: 1 }, content: [file] }],
  ])('%s', (_, result) => {
    expectNoBytes(registry.result(result)?.result);
  });

  it('also where they are streamed', () => {
    const image = { type: 'image_url', image_url: { url: png } };
    const chunk = { object: 'chat.completion.chunk', choices: [{ index: 0, delta: { images: [image] } }] };
    const merge = registry.stream(chunk);
    merge?.add(chunk);
    expectNoBytes(merge?.result()?.result);
  });

  it('and are changed nowhere but in the log', () => {
    registry.result(response);
    expect(response.output[0]?.result).toBe(data);
  });
});

describe('a value', () => {
  it('without bytes is the very same, however long its texts', () => {
    const value = { data: `${data} and more`, text: data, list: [{ url: 'https://example.org' }] };
    expect(withoutBytes(value)).toBe(value);
  });

  it('may hold itself, and what is not plain', () => {
    const ring: Record<string, unknown> = { data, date: new Date(0) };
    ring['self'] = ring;
    expect(withoutBytes(ring)).toEqual({ data: size, date: new Date(0), self: ring });
  });
});
