import { MaximGeneration } from '../entities/generation.js';
import { type EntityHost } from '../entities/host.js';
import { OpenElements } from '../entities/open-elements.js';
import { MaximRetrieval } from '../entities/retrieval.js';
import { MaximSpan } from '../entities/span.js';
import { MaximToolCall } from '../entities/tool-call.js';
import { MaximTrace } from '../entities/trace.js';
import { newId } from '../protocol/ids.js';
import { type CopyingSink } from './opening-gate.js';
import { type Elements, type Kind } from './recorder.js';

/** Takes lines and lets them go. */
export const NOWHERE: CopyingSink = {
  write: () => undefined,
  release: () => undefined,
  retain: () => undefined,
  isLeftOut: () => true,
  snapshot: (line) => line,
  copy: ({ data }) => data,
  flush: () => Promise.resolve(),
  dropped: 0,
};

const MAKE: { [K in Kind]: (host: EntityHost) => Elements[K] } = {
  trace: (host) => new MaximTrace(host, newId()),
  span: (host) => new MaximSpan(host, newId()),
  generation: (host) => new MaximGeneration(host, newId()),
  retrieval: (host) => new MaximRetrieval(host, newId()),
  toolCall: (host) => new MaximToolCall(host, newId()),
};

/** An element for a callback to work with where nothing is recorded. */
export const detached = <K extends Kind>(host: EntityHost, kind: K): Elements[K] =>
  MAKE[kind]({ ...host, sink: NOWHERE, open: new OpenElements(Infinity) });
