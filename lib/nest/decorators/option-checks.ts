import { type Kind, type Options } from '../../logger/recorder.js';
import { type Check, demand, either, flag, hook, isRecord, listOf, options, text, when } from '../../options/check.js';

/** A value, or a function of the call that gives it. */
const perCall = (check: Check): Check => either(check, hook);

const object = when(isRecord, 'an object');
const list = when(Array.isArray, 'a list');
const index = when((value) => Number.isInteger(value) && Number(value) >= 0, 'an index');
const anything: Check = () => undefined;

/** A class is a function, and so is a schema of arktype's. */
const schema = when(
  (value) => typeof value === 'function' || (isRecord(value) && isRecord(value['~standard'])),
  'a Standard Schema, such as one of zod, or a class with decorators of class-validator',
);

const COMMON = {
  name: perCall(text),
  id: perCall(text),
  tags: perCall(object),
  metadata: perCall(object),
  evaluators: perCall(listOf(text, 'names')),
  variables: perCall(object),
  captureInput: perCall(flag),
  captureOutput: perCall(flag),
  omit: listOf(index, 'indexes of arguments'),
  input: hook,
  output: hook,
  logger: text,
};

const CHECKS: { readonly [K in Kind]: Record<Exclude<keyof Options[K], 'omitFrom'>, Check> } = {
  span: COMMON,
  trace: { ...COMMON, sessionId: perCall(text), root: flag },
  generation: {
    ...COMMON,
    provider: perCall(text),
    model: perCall(text),
    messages: perCall(list),
    modelParameters: perCall(object),
    maximPromptId: perCall(text),
    maximPromptVersionId: perCall(text),
    cost: perCall(object),
    parse: hook,
    expect: schema,
  },
  retrieval: COMMON,
  toolCall: { ...COMMON, description: perCall(text), args: anything },
};

/**
 * Lets right options of a decorator pass: builds without type checks give it anything, and what was meant to be kept back
 * must not go out for a letter's sake.
 *
 * @throws MaximFault `invalid-option`
 */
export const demandOptions = (kind: Kind, decorator: string, given: object): void =>
  demand(options(CHECKS[kind], decorator), given, '', decorator);
