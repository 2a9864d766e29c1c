import { type ElementConfig } from '../../entities/configs.js';
import { type Given } from '../../entities/fields.js';
import { type MaximTrace } from '../../entities/trace.js';
import { fields, text } from '../../parsers/shape.js';
import { attempt } from '../../parsers/total.js';
import { askedTools, knownAskedTools } from '../asked-tools.js';

/** A run of a tool as a method's arguments tell it. */
interface ReadRun {
  /** The model's id of it, where the library hands that on. */
  readonly id: string | undefined;
  /** To be logged: a sole one by itself. */
  readonly args: unknown;
  /** What the tool's arguments may be. */
  readonly forms: readonly unknown[];
}

/** Reads arguments. The Vercel AI SDK and LangChain add one that tells of the model's call rather than of the tool's. */
export function readToolRun(inputs: readonly unknown[]): ReadRun {
  const ids = inputs.map(idIn);
  const own = inputs.filter((_, index) => ids[index] === undefined);
  return { id: ids.find((id) => id !== undefined), args: own.length > 1 ? own : own[0], forms: [...own, own] };
}

const idIn = (argument: unknown): string | undefined =>
  attempt(() => {
    const { toolCallId, messages, toolCall } = fields(argument);
    if (Array.isArray(messages)) return text(toolCallId);
    const { id, type } = fields(toolCall);
    return type === 'tool_call' ? text(id) : undefined;
  }, undefined);

/** Lets a run that a model asked for go by the model's id of it. */
export function asAsked<C extends Given<ElementConfig> & { name: string }>(
  trace: MaximTrace | undefined,
  config: C,
  { id, forms }: Pick<ReadRun, 'id' | 'forms'>,
): C {
  if (config.id !== undefined) {
    if (trace) askedTools(trace).run(config.id);
    return config;
  }
  if (!trace) return { ...config, id };
  if (id !== undefined) return { ...config, id: askedTools(trace).run(id) };
  const asked = knownAskedTools(trace)?.takeFor(config.name.split('.').at(-1) ?? '', forms);
  return asked ? { ...config, id: asked.id } : config;
}
