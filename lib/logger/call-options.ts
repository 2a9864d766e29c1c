import { types } from 'node:util';
import { type Reporter } from '../faults/reporter.js';
import { type Cost } from '../protocol/result.js';
import { costOf } from '../protocol/tree/usage.js';
import { type ElementOptions } from './element-options.js';
import { type Kind, type Options } from './recorder.js';

/** The call whose options are read. */
interface AskedCall {
  readonly kind: Kind;
  readonly name: string;
  readonly options: Options[Kind];
  readonly args?: readonly unknown[];
}

/** The module's say on what is logged of decorated methods. */
interface CaptureDefaults {
  readonly captureInput: boolean;
  readonly captureOutput: boolean;
}

/** Reads one call's options. A user's function that throws, or gives a promise, is reported once; its option is left out. */
export class CallOptions {
  readonly name: string;
  readonly capturesInput: boolean;
  readonly capturesOutput: boolean;
  private readonly args: readonly unknown[];
  private readonly common: ElementOptions<never, never>;

  constructor(
    private readonly asked: AskedCall,
    defaults: CaptureDefaults,
    private readonly reporter: Reporter,
  ) {
    this.args = asked.args ?? [];
    this.common = asked.options;
    this.name = this.read('name', this.common.name) || asked.name;
    this.capturesInput = this.captures('captureInput', defaults.captureInput);
    this.capturesOutput = this.captures('captureOutput', defaults.captureOutput);
  }

  /** An option that is a value or a function of the arguments. */
  read<T>(option: string, value: T | ((...args: never) => T) | undefined): T | undefined {
    if (!isFunction(value)) return value;
    return this.attempt(option, () => value(...(this.args as never)));
  }

  /** An option that is a value or a function of the result and the arguments. */
  readAfter<T>(
    option: string,
    value: T | ((result: never, ...args: never) => T) | undefined,
    result: unknown,
  ): T | undefined {
    if (!isFunction(value)) return value;
    return this.attempt(option, () => value(result as never, ...(this.args as never)));
  }

  /** What method was called, by the name of its element; undefined for a function. */
  get method(): string | undefined {
    return this.asked.args && this.name;
  }

  /** Whether another than the method may tell its input: not where that is replaced, or a part of it left out. */
  get showsInput(): boolean {
    return this.capturesInput && !this.replaces('input') && !this.common.omit?.length;
  }

  /** Whether another than the method may tell its result. */
  get showsOutput(): boolean {
    return this.capturesOutput && !this.replaces('output');
  }

  /** Whether `input` or `output` stands in the place of the arguments or the result. */
  replaces(option: 'input' | 'output'): boolean {
    return this.common[option] !== undefined;
  }

  /** What may be looked into of the call: what `input` gives, else the arguments that are not omitted. */
  inputs(): readonly unknown[] {
    if (this.replaces('input')) return [this.read<unknown>('input', this.common.input)];
    const { omit, omitFrom = Infinity } = this.common;
    return omit ? this.args.filter((_, index) => !omit.includes(index) && index < omitFrom) : this.args;
  }

  /** The input to log: a sole one by itself; undefined where there is none, or none may be logged. */
  input(): unknown {
    if (!this.capturesInput) return undefined;
    const inputs = this.inputs();
    return inputs.length > 1 ? inputs : inputs[0];
  }

  /** The result to log: what `output` gives, else the result itself; undefined where none may be logged. */
  output(result: unknown): unknown {
    if (!this.capturesOutput) return undefined;
    return this.replaces('output') ? this.readAfter<unknown>('output', this.common.output, result) : result;
  }

  /** What a call cost, as `costOf` reads it; what it does not know is reported once. */
  knownCost(given: unknown): Cost | undefined {
    const cost = costOf(given);
    if (given !== undefined && given !== null && !cost) this.leaveOut('cost', 'is no cost: a total that is a number');
    return cost;
  }

  private captures(option: 'captureInput' | 'captureOutput', otherwise: boolean): boolean {
    const wanted = this.common[option];
    // One that throws may have been about to say no.
    return wanted === undefined ? otherwise : (this.read(option, wanted) ?? false);
  }

  private attempt<T>(option: string, read: () => T): T | undefined {
    try {
      const given = read();
      if (!types.isPromise(given)) return given;
      this.leaveOut(option, 'gave a promise, which comes too late');
      // That it fails must not end the process.
      given.catch(() => undefined);
    } catch (error) {
      this.leaveOut(option, 'threw', error);
    }
    return undefined;
  }

  private leaveOut(option: string, why: string, error?: unknown): void {
    const { kind, name } = this.asked;
    const message = `The option "${option}" of the ${kind} "${name}" ${why}; the call is logged without it.`;
    this.reporter.report('warn', `option ${kind} ${name} ${option}`, message, error);
  }
}

/** Tells the function that gives an option from the option itself, which never is one. */
const isFunction = <T, A extends readonly unknown[]>(value: T | ((...args: A) => T)): value is (...args: A) => T =>
  typeof value === 'function';
