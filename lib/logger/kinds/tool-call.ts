import { addToolCall, type MaximToolCall } from '../../entities/tool-call.js';
import { type Failure } from '../../faults/failure.js';
import { parsedArguments } from '../asked-tools.js';
import { type Opening } from '../opening.js';
import { type Opened } from '../opened.js';
import { accompany, placed, placeFor, scopeIn } from '../place.js';
import { asJson, commonConfig } from './common.js';
import { asAsked, readToolRun } from './tool-run.js';

/** Opens a tool call: the arguments are the tool's, the result is what it gave. */
export function openToolCall(opening: Opening<'toolCall'>): Opened<MaximToolCall> {
  const { core, scope, call, options } = opening;
  const run = readToolRun(call.inputs());
  const given = options.args === undefined ? run.args : call.read<unknown>('args', options.args);
  const config = asAsked(scope?.trace, commonConfig(opening), { id: run.id, forms: [given, ...run.forms] });
  const place = placeFor(core.host, scope, config);
  const args = call.capturesInput ? given : undefined;
  const toolCall = addToolCall(core.host, place.parent, {
    description: call.read('description', options.description) ?? '',
    // What is no string becomes JSON text on its way out; what is that already stays as the model wrote it.
    args: ((parsedArguments(args) === args ? asJson(args) : args) ?? '') as string,
    ...placed(config, place),
  });
  accompany(place, toolCall, args);
  const writeResult = (value: unknown): unknown => {
    const result = call.output(value);
    toolCall.write('result', { result: result ?? '' });
    return result;
  };
  return {
    element: toolCall,
    scope: { ...scopeIn(opening, place), calling: undefined, leaf: toolCall },
    ok: ({ value }) => toolCall.endWith(writeResult(value)),
    fail(failure, { isNew }) {
      if (isNew) {
        addStack(toolCall, failure);
        toolCall.error(errorOf(failure));
      } else toolCall.end();
    },
    cancel: ({ value }) => toolCall.endAs('cancelled', writeResult(value)),
  };
}

/** A failure as generations and tool calls carry it. */
export const errorOf = ({ message, code, type }: Failure) => ({
  message,
  ...(code !== undefined && { code }),
  ...(type !== undefined && { type }),
});

/** Their errors have no room for a stack. */
export function addStack(element: { addMetadata(metadata: Record<string, unknown>): void }, failure: Failure): void {
  if (failure.stack !== undefined) element.addMetadata({ stack: failure.stack });
}
