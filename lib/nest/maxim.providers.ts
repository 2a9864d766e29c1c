import { type ExecutionContext } from '@nestjs/common';
import { type ModulesContainer } from '@nestjs/core';
import { currentScope } from '../context/current.js';
import { mayRetain, retainIfAsked } from '../context/retain.js';
import { OpenElements } from '../entities/open-elements.js';
import { type Reporter } from '../faults/reporter.js';
import { AnswerChecks } from '../logger/answer-checks.js';
import { type LoggerCore } from '../logger/core.js';
import { NOWHERE } from '../logger/detached.js';
import { LateEndings } from '../logger/late-endings.js';
import { RecordedErrors } from '../logger/recorded-errors.js';
import { MaximLogger } from '../logger/maxim-logger.js';
import { OpeningGate } from '../logger/opening-gate.js';
import { aroundByHand } from '../logger/slot-around.js';
import { readEnvironment } from '../options/environment.js';
import { resolveFeature } from '../options/feature.js';
import { type CaptureScope } from '../options/pipeline-options.js';
import { resolve, type ResolvedOptions, type ResolvedRequests } from '../options/resolve.js';
import { type Parser } from '../parsers/parser.js';
import { ParserRegistry } from '../parsers/registry.js';
import { createPipeline } from '../pipeline/pipeline.js';
import { type Unit } from '../protocol/overtime.js';
import { showBy } from '../protocol/plain/shown.js';
import { type TraceHold } from '../protocol/trace-hold.js';
import { type Delivery } from '../transport/delivery.js';
import { createDelivery } from '../transport/transport.js';
import { captureInto } from '../wire/attach/app-capture.js';
import { isAppObject, noteProvided } from './app-object.js';
import { withoutExcluded } from './exclusions.js';
import { isMadeBy } from './made-by.js';
import { type MaximModuleOptions } from './maxim.options.js';
import { NamedLoggers } from './named-loggers.js';
import { nestReporter } from './nest-reporter.js';
import { ProcessEnd } from './process-end.js';
import { findRecording } from './recording.js';

/** One app's parts, put together. */
export interface MaximApp {
  readonly logger: MaximLogger;
  /** Those of `MaximModule.forFeature()`. */
  readonly named: NamedLoggers;
  readonly reporter: Reporter;
  readonly requests: ResolvedRequests<ExecutionContext>;
  /** False: disabled, or another module of the app does the work. */
  readonly isActive: boolean;
  /** The app is up. */
  start(): void;
  /** The app begins to close. */
  closing(): void;
  /** Closes all its loggers. */
  close(): Promise<void>;
}

type Resolved = ResolvedOptions<ExecutionContext, Parser>;

/**
 * Puts an app's loggers together: its own, and how the named ones are made from that one's options.
 *
 * @param isSpare another module of the app does the work: decorators and requests go by that one
 */
export function assemble(options: MaximModuleOptions, modules: ModulesContainer, isSpare = false): MaximApp {
  const recording = findRecording(modules);
  const resolved: Resolved = resolve(options, readEnvironment(), recording !== undefined);
  const reporter = nestReporter(resolved.logLevel);
  for (const warning of resolved.warnings) reporter.report('warn', warning, warning);

  const named: NamedLoggers = new NamedLoggers((feature) => {
    const own = resolveFeature(resolved, feature, recording !== undefined);
    const itsReporter = nestReporter(own.logLevel, feature.name);
    const delivery = recording?.of(feature.name) ?? createDelivery(own.transport, itsReporter);
    if (!recording) announce(own, itsReporter);
    const logger = new MaximLogger(assembleCore(own, delivery, itsReporter, named), delivery);
    return captured(logger, own, 'drop');
  });
  const delivery = recording ?? createDelivery(resolved.transport, reporter);
  if (!recording && !isSpare) announce(resolved, reporter);
  const core = assembleCore(resolved, delivery, reporter, named);
  const made = (instanceOrClass: object): boolean => isMadeBy(modules, instanceOrClass);
  const logger = new MaximLogger(core, delivery, isSpare ? undefined : made);
  captured(logger, resolved, isSpare ? 'drop' : resolved.capture.orphans);
  const close = async (): Promise<void> => {
    processEnd.closing();
    await Promise.all([logger.close(), named.close()]);
    processEnd.unwatch();
  };
  const processEnd = new ProcessEnd({ close }, reporter, resolved.hints);
  const start = (): void => {
    noteProvided(modules);
    logger.start();
    named.start();
    processEnd.watch();
  };
  return {
    logger,
    named,
    reporter,
    requests: resolved.requests,
    start,
    closing: () => processEnd.closing(),
    isActive: logger.enabled && !isSpare,
    close,
  };
}

/** Says where a logger's lines go; the key stays untold. */
function announce({ logger: { enabled }, transport, capture }: Resolved, reporter: Reporter): void {
  const { baseUrl, repositoryId } = transport;
  const captured = capture.isAutomatic ? 'captured' : 'not captured';
  const message = `Logs go to ${baseUrl}, repository ${repositoryId}; calls of models are ${captured}.`;
  if (enabled) reporter.report('debug', 'start', message);
}

/** Attaches the models' calls that are made in a logger's scopes, unless it is disabled. */
function captured(
  logger: MaximLogger,
  { logger: settings, capture }: Resolved,
  orphans: 'drop' | 'trace',
): MaximLogger {
  const { enabled, parsers, price, captureInput, captureOutput, maxOpenMs } = settings;
  const shown = { input: captureInput, output: captureOutput };
  if (enabled) captureInto(logger, { ...capture, orphans, parsers, price, shown, maxOpenMs });
  return logger;
}

/** Where the rooms that do not know each other meet: entities → pipeline → transport. */
function assembleCore(resolved: Resolved, delivery: Delivery, reporter: Reporter, named: NamedLoggers): LoggerCore {
  showBy(withoutExcluded);
  const { enabled, repositoryId, strict, tags: traceTags, maxOpenMs, parsers } = resolved.logger;
  const { maxFieldBytes, sampling } = resolved.pipeline;
  const piping = { ...resolved.pipeline, isOpaque: isAppObject, mayBeRetained: mayRetain };
  const pipeline = enabled ? createPipeline(piping, delivery, reporter, captureScope) : NOWHERE;
  const open = new OpenElements(enabled ? maxOpenMs : Infinity, sampling !== undefined);
  const gate = new OpeningGate(pipeline, open);
  const { files } = delivery;
  const unit = (): Unit | undefined => currentScope()?.unit;
  const errors = new RecordedErrors(resolved.requests.errorStatus);
  const told = (caught: unknown, hold: TraceHold | undefined): void => errors.told(caught, hold);
  const hooks = { traceOpened: retainIfAsked, around: aroundByHand, unit, told, ...(files && { files }) };
  const host = { sink: gate, reporter, open, strict, repositoryId, traceTags, ...hooks };
  const registry = new ParserRegistry(parsers, (name, error) => {
    reporter.report('warn', `parser ${name}`, `The parser "${name}" threw; the next one was asked.`, error);
  });
  return {
    host,
    gate,
    settings: resolved.logger,
    ...(maxFieldBytes !== undefined && { maxFieldBytes }),
    parsers: registry,
    errors,
    answers: new AnswerChecks(reporter),
    endings: new LateEndings(reporter),
    named,
  };
}

/** A line's own trace; for one by id, whose trace is not known, that of the running code. */
function captureScope(hold?: TraceHold): CaptureScope {
  const trace = hold?.trace ?? currentScope()?.trace;
  if (!trace) return {};
  return { traceId: trace.id, tags: trace.tags, ...(trace.sessionId && { sessionId: trace.sessionId }) };
}
