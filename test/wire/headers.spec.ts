import { keptHeaders, rateLimits } from '../../lib/wire/headers.js';

const limitsOf = (headers: Record<string, string>) => rateLimits(keptHeaders(Object.entries(headers)));

it.each([
  ['OpenAI, Azure, Groq', { 'x-ratelimit-remaining-requests': '59', 'X-RateLimit-Remaining-Tokens': '149984' }],
  ['Anthropic', { 'anthropic-ratelimit-input-tokens-remaining': '79000' }],
  ['Cerebras', { 'x-ratelimit-remaining-tokens-minute': '60000' }],
  ['Mistral', { 'x-ratelimitbysize-remaining-minute': '499990' }],
  ['OpenRouter', { 'x-ratelimit-remaining': '12' }],
  ['Together', { 'x-tokenlimit-remaining': '0' }],
  ['those who follow the standard to come', { 'ratelimit-remaining': '5' }],
])('tells what is left of the limits of %s', (_, headers) => {
  const left = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), Number(value)]);
  expect(limitsOf(headers)).toEqual(Object.fromEntries(left));
});

it('tells neither a limit itself, nor when it is lifted, nor what is no number', () => {
  expect(
    limitsOf({
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-reset-requests': '1',
      'anthropic-ratelimit-tokens-reset': '2026-01-01T00:00:00Z',
      'x-ratelimit-remaining-tokens': '',
      'x-ratelimit-remaining-project-tokens': 'many',
    }),
  ).toEqual({});
});

it.each([
  [{ 'retry-after': '2' }, 2],
  [{ 'retry-after': '9', 'retry-after-ms': '1500' }, 1.5],
  [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' }, 0],
])('tells of %j in seconds how long to wait', (headers, seconds) => {
  expect(limitsOf(headers)).toEqual({ 'retry-after': seconds });
});

it('tells of a date in seconds how long it is until then', () => {
  const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
  expect(limitsOf({ 'retry-after': inAnHour })['retry-after']).toBeGreaterThan(3000);
  expect(limitsOf({ 'retry-after': 'soon' })).toEqual({});
});

it('keeps no header but those', () => {
  const headers = ['authorization', 'x-api-key', 'api-key', 'cookie', 'set-cookie', 'x-goog-api-key', 'openai-project'];
  expect([...keptHeaders(headers.map((name) => [name, 'secret']))]).toEqual([]);
});
