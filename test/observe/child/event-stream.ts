import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { observe } from '../../../lib/observe/observe.js';

/** Prints what the process hears of SDK helpers that fail while nobody listens. */
const [url = '', watched] = process.argv.slice(2);
const events: string[] = [];
const told: string[] = [];
process.on('unhandledRejection', () => events.push('unhandledRejection'));

const messages = [{ role: 'user' as const, content: 'hi' }];
const helpers = [
  new OpenAI({ baseURL: `${url}/v1`, apiKey: 'key', maxRetries: 0 }).chat.completions.stream({
    model: 'broken',
    messages,
  }),
  new Anthropic({ baseURL: url, apiKey: 'key', maxRetries: 0 }).messages.stream({
    model: 'broken',
    messages,
    max_tokens: 9,
  }),
];
const listener = {
  ok: () => void told.push('ok'),
  error: () => void told.push('error'),
  cancelled: () => void told.push('cancelled'),
};
if (watched) for (const helper of helpers) observe(helper, listener, (fn) => fn());

process.on('beforeExit', () => process.stdout.write(JSON.stringify({ events, told })));
