import { type ClassConstructor } from 'class-transformer';
import { type ValidationError } from 'class-validator';
import { MaximFault } from '../faults/fault.js';
import { type AnswerIssue } from './answer-issue.js';

type Dto = new (...args: never[]) => object;

/** Both are optional peers, loaded once something asks for them. */
const load = () => Promise.all([import('class-transformer'), import('class-validator')]);
let loading: ReturnType<typeof load> | undefined;

/**
 * Holds an answer against a class with decorators of class-validator.
 *
 * Rejects with MaximFault `missing-peer` where that or class-transformer is not installed.
 */
export async function dtoIssues(dto: Dto, answer: unknown): Promise<AnswerIssue[]> {
  const [{ plainToInstance }, { validate }] = await (loading ??= load()).catch((error: unknown) => {
    throw new MaximFault(
      'missing-peer',
      `The answer is expected to be a ${dto.name}, and what checks that could not be loaded.`,
      'Install class-validator and class-transformer, or give a Standard Schema.',
      error,
    );
  });
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    return [{ path: '', message: 'must be an object' }];
  }
  return flattened(await validate(plainToInstance(dto as ClassConstructor<object>, answer)), '');
}

const flattened = (errors: readonly ValidationError[], parent: string): AnswerIssue[] =>
  errors.flatMap(({ property, constraints, children }) => {
    // Of a class without any decorator it names no property.
    const path = [parent, property].filter(Boolean).join('.');
    const own = Object.values(constraints ?? {}).map((message) => ({ path, message }));
    return [...own, ...flattened(children ?? [], path)];
  });
