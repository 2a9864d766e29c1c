import 'reflect-metadata';
import { type ExecutionContext } from '@nestjs/common';

type Class = abstract new (...args: never[]) => object;

/** What Nest's decorators of parameters leave; it exports the name from no place that all its majors have. */
const ROUTE_ARGUMENTS = '__routeArguments__';
/** Nest's number for `@Body()`. */
const BODY = '3';

/** The class that a handler declares for the whole body of its requests; undefined where it declares none. */
export function bodyClassOf(context: ExecutionContext): Class | undefined {
  const [controller, { name }] = [context.getClass(), context.getHandler()];
  const parameters = (Reflect.getMetadata(ROUTE_ARGUMENTS, controller, name) ?? {}) as Record<string, Parameter>;
  const [, body] = Object.entries(parameters).find(([kind, { data }]) => kind.startsWith(`${BODY}:`) && !data) ?? [];
  const types: unknown = Reflect.getMetadata('design:paramtypes', controller.prototype as object, name);
  const type: unknown = body && Array.isArray(types) ? types[body.index] : undefined;
  return typeof type === 'function' ? (type as Class) : undefined;
}

interface Parameter {
  readonly index: number;
  /** The one key of the body that is asked for. */
  readonly data?: unknown;
}
