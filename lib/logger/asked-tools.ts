import { type MaximTrace } from '../entities/trace.js';
import { type Fields, fields, isFields, rows, text } from '../parsers/shape.js';
import { attempt } from '../parsers/total.js';
import { mendId, newId } from '../protocol/ids.js';
import { type ChatMessage } from '../protocol/messages.js';

/** A run of a tool, as a result asks for it. */
interface ToolRun {
  /** The model's, which may be the tool's name, or nothing. */
  readonly id: string;
  readonly name: string;
  /** JSON text. */
  readonly args: string;
}

/** A run of a tool that a model asked for; its id is that of its element. */
export interface AskedTool extends ToolRun {
  /** The model's id, by which a message answers it; `''` where that is by the tool's name. */
  readonly callId: string;
  readonly askedAt: Date;
  /** Whether the arguments may be logged. */
  readonly shown: boolean;
}

/** An answer that a later request brings. */
interface BroughtAnswer {
  readonly asked: AskedTool;
  readonly content: ChatMessage['content'];
}

/** How many of a trace wait for an answer; one more, and the oldest waits no longer. */
const MOST = 100;

/**
 * The runs of tools that models asked for in one trace, till they are answered: by a recorded method, or by a message of
 * a later request. Some APIs give them no id, and tell by the tool's name what is answered.
 */
export class AskedTools {
  private waiting: AskedTool[] = [];
  /** When the runs were told of that no request has answered yet, by the model's ids, which some servers use again. */
  private readonly ids = new Map<string, Date>();
  private readonly elements = new Set<string>();
  /** The elements that were written. */
  private readonly written = new Set<string>();
  private readonly told = new WeakSet<object>();
  private readonly underway = new Set<() => void>();

  /** @param told the call that asks and the generation that tells of it: each may be told of several times */
  add(told: readonly object[], calls: readonly ToolRun[], facts: Pick<AskedTool, 'askedAt' | 'shown'>): void {
    if (told.some((each) => this.told.has(each))) return;
    for (const each of told) this.told.add(each);
    for (const run of calls) {
      const callId = run.id === '' || run.id === run.name ? '' : mendId(run.id);
      if (callId !== '' && this.ids.has(callId)) continue;
      const id = callId === '' || this.elements.has(callId) ? newId() : callId;
      this.waiting.push({ ...run, ...facts, id, callId });
      this.note(callId, facts.askedAt);
    }
    this.waiting = this.waiting.slice(-MOST);
  }

  /** A call is underway. @param read adds what it asks for so far @returns what is called when it was read */
  expect(read: () => void): () => void {
    this.underway.add(read);
    return () => this.underway.delete(read);
  }

  /**
   * The run of the model's id begins, whether it was asked for yet or not.
   *
   * @returns the id of its element
   */
  run(id: string): string {
    const callId = mendId(id);
    const asked = this.answered(this.waiting.findLast((each) => each.callId === callId));
    const elementId = asked?.id ?? (this.written.has(callId) ? newId() : callId);
    this.written.add(elementId);
    this.note(callId, new Date());
    return elementId;
  }

  /**
   * The one that a method's call answers, by the model's id, else by its name; of several by its arguments, else the
   * oldest.
   *
   * @param args what the tool's arguments may be, or the model's whole call
   */
  takeFor(name: string, args: readonly unknown[]): AskedTool | undefined {
    const ids = new Set(args.flatMap(idsIn));
    const fitting = (): AskedTool[] => {
      const named = this.waiting.filter(({ callId }) => ids.has(callId));
      return named.length > 0 ? named : this.waiting.filter((asked) => isAlike(asked.name, name));
    };
    if (fitting().length === 0) for (const read of this.underway) attempt(read, undefined);
    const [oldest, ...others] = fitting();
    if (others.length === 0) return this.answered(oldest);
    const given = args.map((value) => jsonOf(parsedArguments(value)));
    return this.answered(fitting().find((asked) => formsOf(asked.args).some((form) => given.includes(form))) ?? oldest);
  }

  /**
   * What a request answers. Where tools are told by their names, or by ids that come again, the last answers are those of
   * the last that were asked.
   *
   * @param at when it was made: what was asked for later is not answered by it
   */
  takeAnswers(messages: readonly ChatMessage[], at: Date): BroughtAnswer[] {
    const answers = messages.filter(({ role }) => role === 'tool').toReversed();
    const brought = answers.flatMap((message) => {
      const asked = this.answered(this.askedBy(message, at));
      return asked ? [{ asked, content: message.content }] : [];
    });
    for (const { tool_call_id: id } of answers) if (id !== undefined) this.forget(mendId(id), at);
    return brought;
  }

  private askedBy({ tool_call_id: id, name: tool = id }: ChatMessage, at: Date): AskedTool | undefined {
    const early = this.waiting.filter(({ askedAt }) => askedAt <= at);
    const callId = id === undefined ? '' : mendId(id);
    const byId = callId === '' ? undefined : early.findLast((asked) => asked.callId === callId);
    return byId ?? early.findLast((asked) => asked.callId === '' && (tool === undefined || asked.name === tool));
  }

  private note(callId: string, at: Date): void {
    if (callId === '') return;
    this.ids.set(callId, at);
    this.elements.add(callId);
  }

  private forget(callId: string, at: Date): void {
    const told = this.ids.get(callId);
    if (told !== undefined && told <= at) this.ids.delete(callId);
  }

  private answered(asked: AskedTool | undefined): AskedTool | undefined {
    this.waiting = this.waiting.filter((each) => each !== asked);
    if (asked) this.written.add(asked.id);
    return asked;
  }
}

/** The same words, however they are put together. */
const isAlike = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** What a JSON text of an object or a list says, as models give a tool's arguments; any other value itself. */
export const parsedArguments = (value: unknown): unknown =>
  typeof value === 'string' && /^\s*[[{]/.test(value) ? attempt<unknown>(() => JSON.parse(value), value) : value;

/** What may be the model's id of a run: a text by itself, or that of a call, under the names of the libraries. */
const idsIn = (value: unknown): string[] =>
  attempt(() => {
    const { id, call_id, toolCallId } = fields(value);
    return [value, id, call_id, toolCallId].flatMap((each) => text(each) ?? []).map(mendId);
  }, []);

const jsonOf = (value: unknown): string | undefined => attempt(() => JSON.stringify(value), undefined);

/** Arguments by name may be given to a method as one object, or one by one. */
function formsOf(args: string): (string | undefined)[] {
  const parsed = attempt<unknown>(() => JSON.parse(args), undefined);
  return [jsonOf(parsed), jsonOf(Object.values(fields(parsed)))];
}

/** The calls of a message; that of OpenAI's first models has no id. */
function callsOf(message: unknown): Fields[] {
  const { tool_calls, function_call } = fields(message);
  return isFields(function_call) && !Array.isArray(tool_calls) ? [function_call] : rows(tool_calls);
}

/** The calls in a result: those of a chat completion's choices, or of a response's output. */
function runsIn(result: unknown): ToolRun[] {
  const { choices, output } = fields(result);
  const chosen = rows(choices).flatMap(({ message }) => callsOf(message));
  const called = rows(output).filter(({ type }) => type === 'function_call' || type === 'custom_tool_call');
  return [...chosen, ...called].map((call) => {
    const { name, arguments: args, input } = fields(call['function'] ?? call['custom'] ?? call);
    return {
      id: text(call['call_id'] ?? call['id']) ?? '',
      name: text(name) ?? '',
      args: text(args) ?? text(input) ?? '',
    };
  });
}

const ofTraces = new WeakMap<MaximTrace, AskedTools>();

/** Those of a trace. */
export function askedTools(trace: MaximTrace): AskedTools {
  const tools = ofTraces.get(trace) ?? new AskedTools();
  ofTraces.set(trace, tools);
  return tools;
}

/** Those of a trace; undefined where no model was called in it. */
export const knownAskedTools = (trace: MaximTrace | undefined): AskedTools | undefined => trace && ofTraces.get(trace);

/** Notes the tools that a result asks for. @param told see `AskedTools.add` */
export function noteAskedTools(
  trace: MaximTrace,
  told: readonly object[],
  result: unknown,
  facts: Pick<AskedTool, 'askedAt' | 'shown'>,
): void {
  const runs = attempt(() => runsIn(result), []);
  if (runs.length > 0) askedTools(trace).add(told, runs, facts);
}
