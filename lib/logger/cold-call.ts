import { currentScope, runInScope } from '../context/current.js';
import { type Scope } from '../context/scope.js';
import { isoTime } from '../entities/element.js';
import { type Listener, type Pending, type Watch } from '../observe/listener.js';
import { CallListener } from './call-listener.js';
import { type LoggerCore } from './core.js';
import { type Opened } from './opened.js';
import { type BringBack, type Opening } from './opening-gate.js';
import { type Elements, type Kind } from './recorder.js';

/** A call that gave a cold value. */
interface ColdCall<K extends Kind> {
  readonly kind: K;
  readonly opened: Opened<Elements[K]>;
  /** The lines that opened it, unless they went out at once. */
  readonly kept: Opening | undefined;
  /** The scope that it was called in. */
  readonly caller: Scope | undefined;
  /** When it began, where that was told. */
  readonly startTimestamp: Date | undefined;
  /** Opens another element for it, in the current scope. */
  readonly reopen: () => Opened<Elements[K]> | undefined;
}

/** Each subscription to a cold value is a piece of work of its own. */
export function perSubscription<K extends Kind>(core: LoggerCore, call: ColdCall<K>): () => Watch {
  const first = new FirstSubscription(core, call);
  return () => {
    const listener = first.take();
    if (listener) return watch(call.opened, listener);
    const opened = call.reopen();
    return opened ? watch(opened, new CallListener(core, call.kind, opened)) : UNWATCHED;
  };
}

/**
 * Has the element of the call itself: what the call began runs on in there. Where that element was not sent yet, it is
 * forgotten until there is a subscription, or something else is told of it; else it ends with its trace where none comes.
 */
class FirstSubscription<K extends Kind> implements Pending {
  started = false;
  private listener: CallListener<K> | undefined;
  private bringBack: BringBack | undefined;

  constructor(
    private readonly core: LoggerCore,
    private readonly call: ColdCall<K>,
  ) {
    const { opened, kept } = call;
    if (kept && !opened.isBorrowed) this.bringBack = core.gate.drop(kept);
    if (this.bringBack) this.forget();
    else this.wait();
  }

  /** Undefined where it has to be another element: there was one already, or this one is made elsewhere. */
  take(): Listener | undefined {
    const { call, bringBack } = this;
    if (this.started || call.opened.element.ended) return undefined;
    if (bringBack && currentScope() !== call.caller) return undefined;
    this.started = true;
    if (bringBack) this.remember(call.startTimestamp ? undefined : isoTime());
    return (this.listener ??= this.listen());
  }

  abandon(): void {
    this.listener?.cancelled();
  }

  private forget(): void {
    this.call.opened.suspend?.();
    for (const element of this.elements) {
      element.bringBack = () => {
        this.remember();
        this.wait();
      };
    }
  }

  private remember(startTimestamp?: string): void {
    const { bringBack } = this;
    this.bringBack = undefined;
    for (const element of this.elements) element.bringBack = undefined;
    bringBack?.(startTimestamp);
    this.call.opened.resume?.();
  }

  private wait(): void {
    this.listener = this.listen();
    if (!this.call.opened.isBorrowed) this.listener.pending(this);
  }

  private listen(): CallListener<K> {
    return new CallListener(this.core, this.call.kind, this.call.opened);
  }

  /** The call's, and the trace that was opened for that alone. */
  private get elements() {
    const { element, scope } = this.call.opened;
    return element.companion ? [element, scope.trace] : [element];
  }
}

function watch(opened: Opened<unknown>, listener: Listener): Watch {
  const subscriber = currentScope();
  return {
    listener,
    run: (fn) => runInScope(opened.scope, fn),
    outside: (fn) => runInScope(subscriber, fn),
  };
}

const UNWATCHED: Watch = {
  listener: { ok: () => undefined, error: () => undefined, cancelled: () => undefined },
  run: (fn) => fn(),
};
