import { type Listener, type Pending } from '../observe/listener.js';
import { type LoggerCore } from './core.js';
import { failureOf } from '../faults/failure.js';
import { type Opened, type Outcome } from './opened.js';
import { OvertimeMeter } from './overtime.js';
import { type Elements, type Kind } from './recorder.js';
import { StreamReader } from './stream-reader.js';

/** What writes a call's ending, as `observe` tells of it. A fault of our own in it is reported, never thrown. */
export function watching<K extends Kind>(core: LoggerCore, kind: K, opened: Opened<Elements[K]>): Listener {
  const startedAt = performance.now();
  const meter = new OvertimeMeter(opened.scope.trace);
  let firstTokenAt: number | undefined;
  let stream: StreamReader | undefined;
  let unread: Pending | undefined;
  const guarded = (write: () => void): void => {
    try {
      write();
    } catch (error) {
      core.host.reporter.report('error', `watch ${kind}`, `What a ${kind} gave could not be recorded.`, error);
    }
  };
  const outcome = (value: unknown): Outcome => {
    const merged: Outcome = stream?.outcome() ?? { value };
    if (merged.truncated && value === undefined) opened.element.addTag('truncated', 'true');
    const overtime = meter.read();
    const whole = { ...merged, ...(value !== undefined && { value }), ...(overtime && { overtime }) };
    if (firstTokenAt === undefined) return whole;
    return { ...whole, firstTokenMs: firstTokenAt - startedAt, streamedMs: performance.now() - firstTokenAt };
  };
  const ending = (write: () => void): void => {
    if (unread) opened.scope.trace.unread.delete(unread);
    // What the called function has ended by itself stays as it left it.
    guarded(() => (opened.element.ended ? opened.pass?.() : write()));
  };
  return {
    pending(handle) {
      unread = handle;
      opened.scope.trace.unread.add(handle);
    },
    streaming() {
      stream = new StreamReader(core.settings.captureStack, kind === 'generation' ? core.parsers : undefined);
    },
    chunk(chunk) {
      guarded(() => {
        if (opened.element.ended || !stream?.add(chunk)) return;
        firstTokenAt ??= performance.now();
        meter.piece();
      });
    },
    ok: (value) => ending(() => opened.ok(outcome(value))),
    cancelled: () => ending(() => opened.cancel(outcome(undefined))),
    error(error) {
      ending(() => {
        const isNew = core.errors.isNew(error, opened.scope.trace);
        opened.fail(failureOf(error, core.settings.captureStack), isNew);
      });
    },
  };
}
