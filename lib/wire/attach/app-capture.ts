import { type Price } from '../../options/options.js';
import { type MaximLogger } from '../../logger/maxim-logger.js';
import { type Parser } from '../../parsers/parser.js';
import { type CaptureSink, type CallListener, enableAutoCapture, processCapture } from '../capture.js';
import { isSearch } from '../captured-search.js';
import { type Hosts, type RecognisedCall } from '../recognise.js';
import { type CallPlace, currentPlace } from './place.js';
import { seenCall } from './seen-call.js';
import { type Tries, TryKeeper } from './tries.js';
import { writeFailedTries, writeGeneration } from './write-generation.js';
import { scopeOfSearch, writeRetrieval } from './write-retrieval.js';

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
}

/** Attaches the LLM calls that are made in a logger's scopes to them, as generations, and their searches, as retrievals. */
class AppCapture implements CaptureSink {
  readonly isAutomatic: boolean;
  readonly hosts: Hosts;
  readonly parsers: readonly Parser[];
  private readonly tries = new TryKeeper((tries) => this.guardedWrite(tries));

  constructor(
    private readonly logger: MaximLogger,
    private readonly options: CaptureOptions,
  ) {
    this.isAutomatic = options.isAutomatic;
    this.hosts = options.hosts;
    this.parsers = options.parsers;
  }

  begin({ api }: RecognisedCall): CallListener | undefined {
    const place = currentPlace();
    if (!this.isOurs(place)) return undefined;
    return 'search' in api ? this.beginSearch(place) : this.beginCall(place);
  }

  fault(error: unknown): void {
    this.logger.reporter.report('error', 'capture', 'An LLM call could not be captured.', error);
  }

  close(): void {
    this.tries.close();
  }

  private beginSearch(place: CallPlace): CallListener | undefined {
    const scope = scopeOfSearch(place);
    if (!scope) return undefined;
    return (search) => {
      if (search && isSearch(search)) place.run(() => writeRetrieval(this.logger, search, scope));
    };
  }

  private beginCall(place: CallPlace): CallListener {
    place.slot?.begin();
    return (call) => {
      if (call && !isSearch(call)) this.tries.add(call, place);
      else place.slot?.end();
    };
  }

  private isOurs({ scope }: CallPlace): boolean {
    return scope ? scope.owner === this.logger : this.options.orphans === 'trace';
  }

  private guardedWrite(tries: Tries): void {
    try {
      this.write(tries);
    } catch (error) {
      this.fault(error); // It may come from a timer, where it would end the process.
    }
  }

  private write(tries: Tries): void {
    const { place } = tries;
    const { slot, scope } = place;
    const call = seenCall(tries);
    for (let try_ = 1; try_ < tries.calls.length; try_ += 1) slot?.end();
    if (slot?.end(call) && scope?.generation) return writeFailedTries(tries, scope.generation.id);
    place.run(() => writeGeneration(this.logger, tries, call, this.options.price));
  }
}

/**
 * Begins to attach the LLM calls of an app to its traces.
 *
 * @returns what ends it; it resolves when all that was captured is written, calls that wait for another try included
 */
export function captureInto(logger: MaximLogger, options: CaptureOptions): () => Promise<void> {
  const capture = new AppCapture(logger, options);
  const stop = enableAutoCapture(capture);
  return async () => {
    stop();
    await processCapture().settled();
    capture.close();
  };
}
