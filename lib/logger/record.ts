import { currentScope, runInScope } from '../context/current.js';
import { MaximFault } from '../faults/fault.js';
import { type RunInContext } from '../observe/listener.js';
import { observe } from '../observe/observe.js';
import { CallListener } from './call-listener.js';
import { CallOptions } from './call-options.js';
import { perSubscription } from './cold-call.js';
import { type LoggerCore } from './core.js';
import { detached } from './detached.js';
import { openGeneration } from './kinds/generation.js';
import { openRetrieval } from './kinds/retrieval.js';
import { openSpan } from './kinds/span.js';
import { openToolCall } from './kinds/tool-call.js';
import { openTraceOrSpan } from './kinds/trace.js';
import { type Opened } from './opened.js';
import { type OpenKind } from './opening.js';
import { type Elements, type Kind, type Recorder, type Recording } from './recorder.js';

const OPEN: { [K in Kind]: OpenKind<K> } = {
  trace: openTraceOrSpan,
  span: openSpan,
  generation: openGeneration,
  retrieval: openRetrieval,
  toolCall: openToolCall,
};

/**
 * The conductor: opens the element, runs the call inside its scope, watches what it gives, and writes how it ended. A
 * fault of our own is reported, and the call goes on without its element.
 */
export function record<K extends Kind, T>(core: LoggerCore, owner: Recorder, recording: Recording<K, T>): T {
  const { gate } = core;
  const [opened, kept] = recording.isAsync
    ? [open(core, owner, recording), undefined]
    : gate.keep(() => open(core, owner, recording));
  if (!opened) {
    if (kept) gate.drop(kept);
    return recording.call(detached(core.host, recording.kind));
  }
  const caller = currentScope();
  const listener = new CallListener(core, recording.kind, opened, () => {
    const { kind, startTimestamp } = recording;
    const reopen = () => open(core, owner, recording);
    return perSubscription(core, { kind, opened, kept, caller, startTimestamp, reopen });
  });
  let value: T;
  try {
    // No function of our own between: each is a line less of the app's in the stack of its errors.
    value = runInScope(opened.scope, recording.call, opened.element);
  } catch (error) {
    listener.error(error);
    throw error;
  }
  const step: RunInContext = (fn) => {
    listener.step();
    return runInScope(opened.scope, fn);
  };
  const watched = observe(value, listener, step, (fn) => runInScope(caller, fn));
  if (kept) gate.pass(kept);
  return watched;
}

function open<K extends Kind, T>(
  core: LoggerCore,
  owner: Recorder,
  recording: Recording<K, T>,
): Opened<Elements[K]> | undefined {
  try {
    const scope = currentScope();
    return OPEN[recording.kind]({
      core,
      owner,
      scope: scope?.owner === owner ? scope : undefined,
      unit: scope?.unit,
      call: new CallOptions(recording, core.settings, core.host.reporter),
      options: recording.options,
      startTimestamp: recording.startTimestamp,
    });
  } catch (error) {
    if (core.settings.strict && error instanceof MaximFault) throw error;
    const message = `A ${recording.kind} could not be opened; "${recording.name}" runs without it.`;
    core.host.reporter.report('error', `open ${recording.kind}`, message, error);
    return undefined;
  }
}
