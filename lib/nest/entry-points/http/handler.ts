import 'reflect-metadata';
import { type ExecutionContext } from '@nestjs/common';
import { ALL_CONTENT, type ContentShown } from '../../../logger/generation-slot.js';
import { hidesParameters } from '../../decorators/no-capture.decorator.js';
import { type Class } from '../../class-transformer.js';
import { shownBy } from '../../decorators/shown.js';
import { asInstance, isPlain, withMembers } from '../../exclusions.js';

/** What Nest's decorators of parameters leave; it exports the name from no place that all its majors have. */
const ROUTE_ARGUMENTS = '__routeArguments__';
/** Nest's number for `@Body()`. */
const BODY = '3';

/** What a handler's decorators say of its requests. */
export interface Handler {
  /** Of its class and method. */
  readonly name: string;
  /** A body, or the parts of it that it takes, as instances of the classes it takes them as. */
  readonly taken: (body: unknown) => unknown;
  /** What the trace of its request may show. */
  readonly shown: ContentShown;
}

const known = new WeakMap<object, Map<unknown, Handler>>();

/** The handler of a request. */
export function handlerOf(context: ExecutionContext): Handler {
  const [controller, method] = [context.getClass(), context.getHandler()];
  const ofClass = known.get(controller) ?? new Map<unknown, Handler>();
  const handler = ofClass.get(method) ?? readHandler(controller, method);
  known.set(controller, ofClass.set(method, handler));
  return handler;
}

type Controller = ReturnType<ExecutionContext['getClass']>;
type Method = ReturnType<ExecutionContext['getHandler']>;

function readHandler(controller: Controller, method: Method): Handler {
  const prototype = controller.prototype as object;
  const key = keyOf(prototype, method) ?? method.name;
  const { input, output } = shownBy(method) ?? ALL_CONTENT;
  return {
    name: `${controller.name}.${key}`,
    taken: takenBy(bodyParameters(controller, prototype, key)),
    shown: { input: input && !hidesParameters(prototype, key), output },
  };
}

/** The function may bear another name: that of what a decorator put in the method's place. */
function keyOf(prototype: object, method: Method): string | undefined {
  for (let at: unknown = prototype; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at)) {
    const members = Object.entries(Object.getOwnPropertyDescriptors(at));
    const [key] = members.find(([, { value }]) => value === method) ?? [];
    if (key !== undefined) return key;
  }
  return undefined;
}

interface BodyParameter {
  /** The one key of the body that it takes; undefined where it takes the whole. */
  readonly key: string | undefined;
  readonly type: Class | undefined;
}

function bodyParameters(controller: Controller, prototype: object, key: string): BodyParameter[] {
  const parameters = (Reflect.getMetadata(ROUTE_ARGUMENTS, controller, key) ?? {}) as Record<string, Parameter>;
  const types: unknown = Reflect.getMetadata('design:paramtypes', prototype, key);
  return Object.entries(parameters)
    .filter(([kind]) => kind.startsWith(`${BODY}:`))
    .map(([, { index, data, pipes = [] }]) => {
      const declared: unknown = Array.isArray(types) ? types[index] : undefined;
      const type = pipes.map(typeByPipe).find(isClass) ?? declared;
      return { key: typeof data === 'string' ? data : undefined, type: isClass(type) ? type : undefined };
    });
}

const takenBy =
  (parameters: readonly BodyParameter[]) =>
  (body: unknown): unknown => {
    const whole = asInstance(parameters.find(({ key }) => key === undefined)?.type, body);
    if (!isPlain(body)) return whole;
    const parts = parameters.flatMap(({ key, type }) =>
      key !== undefined && Object.hasOwn(body, key) ? [[key, asInstance(type, body[key])] as const] : [],
    );
    return parts.length === 0 ? whole : withMembers(prototypeOf(whole), body, Object.fromEntries(parts));
  };

/** What is told to `ParseArrayPipe` or `ValidationPipe`, for which the parameter's own type is too little. */
const typeByPipe = ({ options, expectedType }: Pipe): unknown => options?.items ?? expectedType;

const isClass = (value: unknown): value is Class => typeof value === 'function';

const prototypeOf = (value: unknown): object => Object.getPrototypeOf(value) as object;

interface Parameter {
  readonly index: number;
  /** The one key of the body that is asked for. */
  readonly data?: unknown;
  readonly pipes?: readonly Pipe[];
}

interface Pipe {
  readonly options?: { readonly items?: unknown };
  readonly expectedType?: unknown;
}
