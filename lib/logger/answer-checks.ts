import { types } from 'node:util';
import { type MaximGeneration } from '../entities/generation.js';
import { type Reporter } from '../faults/reporter.js';
import { type AnswerIssue } from './answer-issue.js';
import { type Expectation, issuesOf } from './expectation.js';

/** The longest that `flush()` waits for schemas that answer later, in ms. */
const LONGEST_WAIT = 5_000;

/** The most issues of one answer that are logged. */
const MAX_ISSUES = 100;

/** An answer, and what was expected of it. */
export interface ExpectedAnswer {
  readonly generation: MaximGeneration;
  /** What it is a check of, for a report. */
  readonly name: string;
  readonly expected: Expectation;
  /** Gives the answer, which the schema may change. */
  readonly answer: () => unknown;
  /** Its words, where they may be meant as they stand, such as a postcode, or JSON that the schema reads: these may fit. */
  readonly words?: string | undefined;
  /** Issues may quote the answer. */
  readonly showsIssues: boolean;
}

/** Holds models' answers against what was expected of them: metric `schema_valid`, metadata `schema_issues`. Total. */
export class AnswerChecks {
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly reporter: Reporter) {}

  /** Checks at once where the schema can do so, else when that has answered. */
  check(asked: ExpectedAnswer): void {
    try {
      const issues = issuesIn(asked);
      if (types.isPromise(issues)) this.later(asked, issues);
      else write(asked, issues);
    } catch (error) {
      this.failed(asked, error);
    }
  }

  /** Resolves when the checks that go on are done, or have taken too long. */
  async settled(): Promise<void> {
    if (this.running.size === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const waiting = [...this.running];
    const tooLong = new Promise<void>((resolve) => (timer = setTimeout(resolve, LONGEST_WAIT)));
    await Promise.race([Promise.all(waiting), tooLong]);
    clearTimeout(timer);
    // Nobody waits a second time for what may never come.
    for (const run of waiting) this.running.delete(run);
  }

  private later(asked: ExpectedAnswer, issues: Promise<AnswerIssue[]>): void {
    const run = issues
      .then((found) => write(asked, found))
      .catch((error: unknown) => this.failed(asked, error))
      .finally(() => this.running.delete(run));
    this.running.add(run);
  }

  private failed({ name }: ExpectedAnswer, error: unknown): void {
    this.reporter.report('warn', `expect ${name}`, `What "${name}" answered could not be checked.`, error);
  }
}

/** None where it fits in one of its readings; else those of the first, or of the words where these say more than that. */
function issuesIn({ expected, answer, words }: ExpectedAnswer): AnswerIssue[] | Promise<AnswerIssue[]> {
  const issues = issuesOf(expected, answer());
  if (words === undefined) return issues;
  const unlessWordsFit = (found: AnswerIssue[]): AnswerIssue[] | Promise<AnswerIssue[]> => {
    if (found.length === 0) return found;
    const ofWords = issuesOf(expected, words);
    const chosen = (others: AnswerIssue[]): AnswerIssue[] =>
      others.length === 0 || (isOfParts(others) && !isOfParts(found)) ? others : found;
    return types.isPromise(ofWords) ? ofWords.then(chosen) : chosen(ofWords);
  };
  return types.isPromise(issues) ? issues.then(unlessWordsFit) : unlessWordsFit(issues);
}

/** A schema that reads the JSON by itself has nothing to say of what another has read. */
const isOfParts = (issues: readonly AnswerIssue[]): boolean => issues.some(({ path }) => path !== '');

function write({ generation, showsIssues }: ExpectedAnswer, issues: readonly AnswerIssue[]): void {
  generation.addMetric('schema_valid', issues.length === 0 ? 1 : 0);
  if (issues.length > 0 && showsIssues) generation.addMetadata({ schema_issues: issues.slice(0, MAX_ISSUES) });
}
