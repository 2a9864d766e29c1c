import { AbstractHttpAdapter, ModuleRef, ModulesContainer, NestApplicationContext, NestContainer } from '@nestjs/core';

const CLASSES = [AbstractHttpAdapter, ModuleRef, ModulesContainer, NestApplicationContext, NestContainer].map(
  ({ prototype }) => prototype as object,
);
/** Metadata that Nest's class decorators leave; it exports their names from no place that all its majors have. */
const WATERMARKS = ['__catch__', '__controller__', '__injectable__'];
/** A proxy may lie about its prototype without end. */
const MAX_ANCESTORS = 32;

const known = new WeakMap<object, boolean>();

/**
 * Whether an object is of the app's own works, with the whole app behind it, rather than of its data: Nest's objects,
 * and what Nest makes: services, controllers, guards. Our own loggers and elements say themselves what is shown of them.
 */
export function isAppObject(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (!isObject(prototype)) return false;
  let answer = known.get(prototype);
  if (answer === undefined) known.set(prototype, (answer = hasAppClass(prototype)));
  return answer;
}

function hasAppClass(prototype: object): boolean {
  let ancestor: unknown = prototype;
  for (let steps = 0; steps < MAX_ANCESTORS && isObject(ancestor); steps++) {
    if (CLASSES.includes(ancestor) || isMarked(ancestor)) return true;
    ancestor = Object.getPrototypeOf(ancestor);
  }
  return false;
}

function isMarked(prototype: object): boolean {
  const made: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof made === 'function' && WATERMARKS.some((mark) => Reflect.hasOwnMetadata(mark, made));
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
