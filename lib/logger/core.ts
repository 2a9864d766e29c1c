import { type ScopeOwner } from '../context/scope.js';
import { type EntityHost } from '../entities/host.js';
import { type ResolvedLogger } from '../options/resolve.js';
import { type Parser } from '../parsers/parser.js';
import { type ParserRegistry } from '../parsers/registry.js';
import { type AnswerChecks } from './answer-checks.js';
import { type LateEndings } from './late-endings.js';
import { type RecordedErrors } from './recorded-errors.js';
import { type OpeningGate } from './opening-gate.js';

/** What the recording of one logger's calls stands on. */
export interface LoggerCore {
  readonly host: EntityHost;
  /** The host's sink. */
  readonly gate: OpeningGate;
  readonly settings: ResolvedLogger<Parser>;
  /** Bytes a captured field may have. @default the limits of each */
  readonly maxFieldBytes?: number;
  readonly parsers: ParserRegistry;
  readonly errors: RecordedErrors;
  readonly answers: AnswerChecks;
  readonly endings: LateEndings;
  /** The app's loggers that have a name. */
  readonly named: { find(name: string): ScopeOwner | undefined };
}
