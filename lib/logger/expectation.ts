import { type AnswerIssue } from './answer-issue.js';
import { dtoIssues } from './dto-issues.js';

/** A schema of any library that speaks Standard Schema (https://standardschema.dev): zod, valibot, arktype, … */
export interface StandardSchema {
  readonly '~standard': {
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
  };
}

interface StandardResult {
  readonly issues?: readonly StandardIssue[] | undefined;
}

interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a model's answer is held against: a schema, or a class with decorators of class-validator. */
export type Expectation = StandardSchema | (new (...args: never[]) => object);

/**
 * Holds an answer against what was expected of it; none where it fits. It throws, or rejects, what the schema does.
 *
 * @throws MaximFault `missing-peer` where a class needs class-validator and that is not installed
 */
export function issuesOf(expected: Expectation, answer: unknown): AnswerIssue[] | Promise<AnswerIssue[]> {
  if (!('~standard' in expected)) return dtoIssues(expected, answer);
  const result = expected['~standard'].validate(answer);
  return 'then' in result ? Promise.resolve(result).then(standardIssues) : standardIssues(result);
}

const standardIssues = ({ issues = [] }: StandardResult): AnswerIssue[] =>
  issues.map(({ path = [], message }) => ({ path: path.map(keyOf).join('.'), message }));

const keyOf = (segment: PropertyKey | { readonly key: PropertyKey }): string =>
  String(typeof segment === 'object' ? segment.key : segment);
