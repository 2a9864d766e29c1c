import { MaximFault } from '../faults/fault.js';
import { demand, each, options, text, token } from './check.js';
import { type ResolvedOptions } from './resolve.js';

/** A named logger: work that is logged to a repository of its own. All else is as the module's options say. */
export interface FeatureOptions {
  /** What it is injected by, and what decorators call it. */
  name: string;
  /** The log repository it logs to. */
  repositoryId: string;
  /** @default the module's */
  apiKey?: string | undefined;
  /** On its traces, beside the module's own tags. @default none */
  tags?: Record<string, string>;
}

const FEATURE = options({ name: text, repositoryId: text, apiKey: token, tags: each(text) });

/**
 * A named logger's options, derived from those of the app's own logger. Pure.
 *
 * @param recording true where a test's recorder stands in for the server: then no repository is needed
 * @throws MaximFault `invalid-option` · `missing-repository`
 */
export function resolveFeature<Context, Parser>(
  root: ResolvedOptions<Context, Parser>,
  given: FeatureOptions,
  recording: boolean,
): ResolvedOptions<Context, Parser> {
  demand(FEATURE, given, 'forFeature');
  if (!given.name) throw nameless();
  const { enabled } = root.logger;
  if (!given.repositoryId && enabled && !recording) throw withoutRepository(given.name);
  const repositoryId = given.repositoryId || given.name;
  const apiKey = given.apiKey || root.transport.apiKey;
  return Object.freeze({
    ...root,
    warnings: Object.freeze([]),
    logger: Object.freeze({
      ...root.logger,
      repositoryId,
      tags: Object.freeze({ ...root.logger.tags, ...given.tags }),
    }),
    transport: Object.freeze({ ...root.transport, repositoryId, apiKey }),
  });
}

const nameless = (): MaximFault =>
  new MaximFault(
    'invalid-option',
    'MaximModule.forFeature() was given no name.',
    'Give the one that @InjectMaximLogger(name) and the option "logger" of decorators use.',
  );

const withoutRepository = (name: string): MaximFault =>
  new MaximFault(
    'missing-repository',
    `MaximModule.forFeature(): the logger "${name}" has no repository to log to.`,
    'Give the option repositoryId the id of a log repository.',
  );
