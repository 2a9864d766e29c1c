import { isObject, read } from './shape.js';

/** A step that says more than a model can, in characters and calls of tools, is not kept further. */
const MAX_LENGTH = 4_194_304;
const MAX_ITEMS = 1_000;

/**
 * The final step of a stream of the Vercel AI SDK, put together from its parts under the names that a result of
 * `generateText()` or `generateObject()` has.
 */
export class AiFinal {
  aborted = false;
  error: { reason: unknown } | undefined;
  private step: Record<string, unknown> = {};

  add(part: unknown): void {
    if (!isObject(part)) return;
    const type = read(part, 'type');
    if (type === 'abort') this.aborted = true;
    else if (type === 'error') this.error = { reason: read(part, 'error') };
    else if (type === 'start-step') this.step = {};
    // The text of version 4 and of `streamObject()` is in `textDelta`.
    else if (type === 'text-delta') this.join('text', read(part, 'text') ?? read(part, 'textDelta'));
    else if (type === 'reasoning-delta') this.join('reasoningText', read(part, 'text'));
    else if (type === 'tool-call') this.list('toolCalls', part);
    else if (type === 'tool-result') this.list('toolResults', part);
    else if (type === 'object') this.step['object'] = read(part, 'object');
    else if (type === 'finish-step' || type === 'finish') this.finish(part);
  }

  value(): Record<string, unknown> {
    return this.step;
  }

  private finish(part: object): void {
    for (const key of ['finishReason', 'usage', 'totalUsage', 'response', 'providerMetadata']) {
      const value = read(part, key);
      if (value !== undefined) this.step[key] = value;
    }
  }

  private join(key: string, text: unknown): void {
    const before = this.step[key] ?? '';
    const isText = typeof text === 'string' && typeof before === 'string';
    if (isText && before.length < MAX_LENGTH) this.step[key] = before + text;
  }

  private list(key: string, item: unknown): void {
    const before = this.step[key];
    if (!Array.isArray(before)) this.step[key] = [item];
    else if (before.length < MAX_ITEMS) before.push(item);
  }
}
