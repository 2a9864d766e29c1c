import { type GenerationResult } from '../protocol/result.js';
import { jsonText } from './json-text.js';
import { fields, isFields, items, rows, text } from './shape.js';

/** The texts of a Responses object's messages; open models tell their thoughts as texts too. */
const outputText = (output: unknown): string =>
  rows(output)
    .filter(({ type }) => type !== 'reasoning')
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

/**
 * What a result answers: its text; else the arguments, JSON text, of each tool that it calls; else its refusal, or `''`.
 * Undefined where it is no model's words at all.
 */
export function answersOf(result: GenerationResult): readonly string[] | undefined {
  try {
    const { choices, output } = fields(result);
    if (Array.isArray(output)) return answers(text(outputText(output)), output.filter(isAsked));
    const [choice] = rows(choices);
    const { refusal, tool_calls: calls, function_call: call } = fields(choice?.['message']);
    return choice && answers(chosenText(choice) ?? text(refusal), isFields(call) ? [call] : items(calls));
  } catch {
    return undefined; // As above.
  }
}

const answers = (said: string | undefined, calls: readonly unknown[]): readonly string[] =>
  said === undefined && calls.length > 0 ? calls.map(argumentsOf) : [said ?? ''];

function argumentsOf(call: unknown): string {
  const { function: called, custom } = fields(call);
  const { arguments: args, input } = fields(called ?? custom ?? call);
  return text(args) ?? text(input) ?? '';
}

const chosenText = (choice: Readonly<Record<string, unknown>> | undefined): string | undefined =>
  text(choice?.['text']) ?? text(fields(choice?.['message'])['content']);

const callsText = (calls: readonly unknown[]): string => (calls.length > 0 ? jsonText(calls) : '');

/** A call that the app answers; others the provider has run by itself. */
const isAsked = (item: unknown): boolean => isCall(item) && ('arguments' in fields(item) || 'input' in fields(item));

const isCall = (item: unknown): boolean => isFields(item) && String(item['type']).endsWith('_call');
