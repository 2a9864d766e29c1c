import 'reflect-metadata';
import { type ExecutionContext } from '@nestjs/common';
import { ALL_CONTENT, type ContentShown } from '../../../logger/generation-slot.js';
import { hidesParameters } from '../../decorators/no-capture.decorator.js';
import { shownBy } from '../../decorators/shown.js';

type Class = abstract new (...args: never[]) => object;

/** What Nest's decorators of parameters leave; it exports the name from no place that all its majors have. */
const ROUTE_ARGUMENTS = '__routeArguments__';
/** Nest's number for `@Body()`. */
const BODY = '3';

/** What a handler's decorators say of its requests. */
export interface Handler {
  /** Of its class and method. */
  readonly name: string;
  /** The class that it declares for the whole body; undefined where it declares none. */
  readonly bodyClass: Class | undefined;
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
    bodyClass: bodyClassOf(controller, prototype, key),
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

function bodyClassOf(controller: Controller, prototype: object, key: string): Class | undefined {
  const parameters = (Reflect.getMetadata(ROUTE_ARGUMENTS, controller, key) ?? {}) as Record<string, Parameter>;
  const [, body] = Object.entries(parameters).find(([kind, { data }]) => kind.startsWith(`${BODY}:`) && !data) ?? [];
  const types: unknown = Reflect.getMetadata('design:paramtypes', prototype, key);
  const type: unknown = body && Array.isArray(types) ? types[body.index] : undefined;
  return typeof type === 'function' ? (type as Class) : undefined;
}

interface Parameter {
  readonly index: number;
  /** The one key of the body that is asked for. */
  readonly data?: unknown;
}
