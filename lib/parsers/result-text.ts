import { type GenerationResult } from '../protocol/result.js';
import { jsonText } from './json-text.js';
import { fields, isFields, items, rows, text } from './shape.js';

/** The texts of a Responses object's messages. */
const outputText = (output: unknown): string =>
  rows(output)
    .flatMap(({ content }) => rows(content))
    .map((part) => text(part['text']) ?? text(part['refusal']) ?? '')
    .join('');

/** What a result says, as a trace shows it: its first choice's text, else its tool calls as JSON, else `''`. */
export function resultText(result: GenerationResult): string {
  try {
    const { choices, output } = fields(result);
    if (Array.isArray(output)) return outputText(output) || callsText(output.filter(isCall));
    const [choice] = rows(choices);
    const { refusal, tool_calls, function_call } = fields(choice?.['message']);
    const said = chosenText(choice) ?? text(refusal);
    return said ?? (callsText(items(tool_calls)) || (isFields(function_call) ? jsonText(function_call) : ''));
  } catch {
    return ''; // A result the user gave may throw while it is read; then it shows no text.
  }
}

/** What a result answers, without refusals and tool calls; undefined where it does not. */
export function answerText(result: GenerationResult): string | undefined {
  try {
    const { choices, output } = fields(result);
    return (Array.isArray(output) ? outputText(output) : chosenText(rows(choices)[0])) || undefined;
  } catch {
    return undefined; // As above.
  }
}

const chosenText = (choice: Readonly<Record<string, unknown>> | undefined): string | undefined =>
  text(choice?.['text']) ?? text(fields(choice?.['message'])['content']);

const callsText = (calls: readonly unknown[]): string => (calls.length > 0 ? jsonText(calls) : '');

const isCall = (item: unknown): boolean => isFields(item) && String(item['type']).endsWith('_call');
