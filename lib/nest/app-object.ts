import { AbstractHttpAdapter, ModuleRef, ModulesContainer, NestApplicationContext, NestContainer } from '@nestjs/core';
import { MaximLogger } from '../logger/maxim-logger.js';

const CLASSES = [AbstractHttpAdapter, ModuleRef, ModulesContainer, NestApplicationContext, NestContainer].map(
  ({ prototype }) => prototype as object,
);
/** Metadata that Nest's class decorators leave; it exports their names from no place that all its majors have. */
const WATERMARKS = ['__catch__', '__controller__', '__injectable__'];
/** A proxy may lie about its prototype without end. */
const MAX_ANCESTORS = 32;

/** By prototype. */
const known = new WeakMap<object, boolean>();
/** What the apps of this process provide. */
const provided = new WeakSet<object>();

/** Notes what an app provides, whatever made it: that says nothing of itself in an argument's place. */
export function noteProvided(modules: ModulesContainer): void {
  for (const { providers, controllers } of modules.values()) {
    for (const { instance, metatype, inject } of [...providers.values(), ...controllers.values()]) {
      if (isObject(instance) && !(instance instanceof MaximLogger)) provided.add(instance);
      const prototype: unknown = typeof metatype === 'function' && !inject ? metatype.prototype : undefined;
      if (isObject(prototype) && metatype !== MaximLogger) known.set(prototype, true);
    }
  }
}

/**
 * Whether an object is of the app's own works, with the whole app behind it, rather than of its data: Nest's objects,
 * a message's context, and what Nest makes or is given: services, controllers, guards, whatever is provided. Our own
 * loggers and elements say themselves what is shown of them.
 */
export function isAppObject(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (!isObject(prototype)) return false;
  if (provided.has(object)) return true;
  let answer = known.get(prototype);
  if (answer === undefined) known.set(prototype, (answer = hasAppClass(prototype)));
  return answer;
}

function hasAppClass(prototype: object): boolean {
  let ancestor: unknown = prototype;
  for (let steps = 0; steps < MAX_ANCESTORS && isObject(ancestor); steps++) {
    if (CLASSES.includes(ancestor) || isMarked(ancestor) || isMessageContext(ancestor)) return true;
    ancestor = Object.getPrototypeOf(ancestor);
  }
  return false;
}

function isMarked(prototype: object): boolean {
  const made: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof made === 'function' && WATERMARKS.some((mark) => Reflect.hasOwnMetadata(mark, made));
}

/** What `@Ctx()` gives of a message, with its connection behind it; its class is an optional peer's. */
const isMessageContext = (prototype: object): boolean =>
  Object.hasOwn(prototype, 'getArgs') && Object.hasOwn(prototype, 'getArgByIndex') && !('switchToRpc' in prototype);

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
