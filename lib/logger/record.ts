import { currentScope, runInScope } from '../context/current.js';
import { MaximFault } from '../faults/fault.js';
import { observe } from '../observe/observe.js';
import { CallOptions } from './call-options.js';
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
import { watching } from './watching.js';

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
  const opened = open(core, owner, recording);
  if (!opened) return recording.call(detached(core.host, recording.kind));
  const { element, scope } = opened;
  const run = <R>(fn: () => R): R => runInScope(scope, fn);
  const listener = watching(core, recording.kind, opened);
  let value: T;
  try {
    value = run(() => recording.call(element));
  } catch (error) {
    listener.error(error);
    throw error;
  }
  return observe(value, listener, run);
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
