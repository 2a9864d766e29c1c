import { type Price } from '../../options/options.js';
import { ALL_CONTENT, type ContentShown, type GenerationSlot, type SeenCall } from '../../logger/generation-slot.js';
import { type MaximLogger } from '../../logger/maxim-logger.js';
import { UntoldCall } from '../../logger/untold-calls.js';
import { type Parser } from '../../parsers/parser.js';
import { present } from '../../parsers/present.js';
import { awaitLateLines } from '../../protocol/late-lines.js';
import { takeResult } from '../../protocol/told-result.js';
import { type CallListener, type CaptureSink, type Peek } from '../capture-sink.js';
import { enableAutoCapture, processCapture } from '../capture.js';
import { isSearch } from '../captured-search.js';
import { type Hosts, type RecognisedCall } from '../recognise.js';
import { ByHandKeeper } from './by-hand.js';
import { type CallPlace, currentPlace } from './place.js';
import { RunningCalls } from './running.js';
import { seenCall } from './seen-call.js';
import { type Tries, TryKeeper } from './tries.js';
import { writeFailedTries, writeGeneration } from './write-generation.js';
import { scopeOfSearch, writeRetrieval } from './write-retrieval.js';
import { expectToolCalls, writeToolCalls } from './write-tool-calls.js';

/** What an app's options say of capturing. */
export interface CaptureOptions {
  /** Whether the wire is watched; else only what `observeFetch` and `observeBedrock` see is attached. */
  readonly isAutomatic: boolean;
  /** Calls outside any scope: let be, or each a trace of its own. */
  readonly orphans: 'drop' | 'trace';
  readonly hosts: Hosts;
  readonly parsers: readonly Parser[];
  /** What a call costs, in US dollars. */
  readonly price?: Price | undefined;
  /** How long a call may go on before it is told of as it is, in ms. @default for ever */
  readonly maxOpenMs?: number;
  /** What may be logged of a call that no decorator speaks for. @default all */
  readonly shown?: ContentShown;
}

/** Attaches the LLM calls that are made in a logger's scopes to them, as generations, and their searches, as retrievals. */
class AppCapture implements CaptureSink {
  readonly isAutomatic: boolean;
  readonly hosts: Hosts;
  readonly parsers: readonly Parser[];
  private readonly running: RunningCalls;
  private readonly byHand = new ByHandKeeper();
  private readonly tries = new TryKeeper(this.guarded((tries: Tries) => this.write(tries)));

  constructor(
    private readonly logger: MaximLogger,
    private readonly options: CaptureOptions,
  ) {
    this.isAutomatic = options.isAutomatic;
    this.running = new RunningCalls(options.maxOpenMs ?? Infinity);
    this.hosts = options.hosts;
    this.parsers = options.parsers;
  }

  begin({ api }: RecognisedCall, peek: Peek, abandon: () => void): CallListener | undefined {
    const place = currentPlace();
    if (!this.isOurs(place)) return undefined;
    const listener = 'search' in api ? this.beginSearch(place) : this.beginCall(place, peek);
    if (!listener) return undefined;
    const over = this.running.begin(abandon);
    return () => {
      over();
      return listener();
    };
  }

  fault(error: unknown): void {
    this.logger.reporter.report('error', 'capture', 'An LLM call could not be captured.', error);
  }

  /** Resolves when the calls that are over are written, but for those that may be tried again. */
  async settled(): Promise<void> {
    await processCapture().settled();
    this.tries.giveUpOver();
    this.byHand.look();
  }

  /** Tells of the calls that are underway as they are. */
  abandon(): void {
    this.running.close();
  }

  close(): void {
    this.tries.close();
    this.byHand.close();
  }

  private beginSearch(place: CallPlace): CallListener | undefined {
    const scope = scopeOfSearch(place);
    if (!scope) return undefined;
    return () => {
      const told = awaitLateLines(scope.trace.hold);
      return (search) => {
        try {
          if (search && isSearch(search))
            place.run(() => writeRetrieval(this.logger, search, { id: place.id, parent: scope.parent }));
        } finally {
          told();
        }
      };
    };
  }

  private beginCall(place: CallPlace, peek: Peek): CallListener {
    const { slot, around } = place;
    slot?.begin();
    around?.begin();
    const wasRead = expectToolCalls(place, peek, this.shownIn(slot));
    return () => {
      const told = awaitLateLines(place.scope?.trace.hold);
      const untold = new UntoldCall(place.scope?.trace);
      return (call) => {
        try {
          if (call && !isSearch(call)) return this.tries.add(call, place, untold);
          slot?.end();
          untold.tell();
        } finally {
          around?.ended();
          wasRead();
          told();
        }
      };
    };
  }

  private isOurs({ scope }: CallPlace): boolean {
    return scope ? scope.owner === this.logger : this.options.orphans === 'trace';
  }

  private write(tries: Tries): void {
    const { slot, around } = tries.place;
    const call = seenCall(tries);
    around?.told(call.result);
    const write = this.guarded((isOwn: boolean) => {
      try {
        this.writeAs(isOwn, tries, call);
      } finally {
        tries.untold.tell(call.error && { ...call.error, ...present({ status: tries.calls.at(-1)?.status }) });
      }
    });
    const pass = (): void => this.byHand.add(tries.place, () => write(false));
    if (!slot) return pass();
    for (let try_ = 1; try_ < tries.calls.length; try_ += 1) slot.end();
    slot.end({ call, write: (isOwn) => (isOwn ? write(true) : pass()) });
  }

  /** A call that was logged by hand as well is not logged again. */
  private writeAs(isOwn: boolean, tries: Tries, call: SeenCall): void {
    const { scope, slot, run } = tries.place;
    const shown = this.shownIn(slot);
    writeToolCalls(this.logger, tries, call, shown, isOwn);
    const takesTold = !isOwn || call.error || slot?.isEndedByHand || slot?.isOwnTold;
    const result = { ...call.result, ...(call.error && { error: call.error }) };
    const isTold = takesTold && takeResult(scope?.trace.hold, result);
    if (isOwn && scope?.calling) return writeFailedTries(tries, scope.calling.id);
    if (!isTold) run(() => writeGeneration(this.logger, tries, call, { ...this.options, shown }));
  }

  private shownIn(slot: GenerationSlot | undefined): ContentShown {
    const { input, output } = this.options.shown ?? ALL_CONTENT;
    const { shown = ALL_CONTENT } = slot ?? {};
    return { input: input && shown.input, output: output && shown.output };
  }

  /** What it does may come from a timer, where an error would end the process. */
  private guarded<A extends unknown[]>(write: (...args: A) => void): (...args: A) => void {
    return (...args) => {
      try {
        write(...args);
      } catch (error) {
        this.fault(error);
      }
    };
  }
}

/**
 * Begins to attach the LLM calls of an app to its traces, as long as the logger is open.
 *
 * @returns what ends it before; it resolves when all that was captured is written, calls that wait for another try included
 */
export function captureInto(logger: MaximLogger, options: CaptureOptions): () => Promise<void> {
  const capture = new AppCapture(logger, options);
  const unsubscribe = enableAutoCapture(capture);
  const stop = async (): Promise<void> => {
    unsubscribe();
    capture.abandon();
    await processCapture().settled();
    capture.close();
  };
  logger.captureBy({ settled: () => capture.settled(), stop });
  return stop;
}
