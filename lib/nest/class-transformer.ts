import { createRequire } from 'node:module';

export type Class = abstract new (...args: never[]) => object;

/** Where class-transformer keeps its decorators, as far as it is read here. */
export interface Store {
  getStrategy(target: Class): string;
  getExcludedProperties(target: Class, transformation: number): readonly string[];
  getExposedProperties(target: Class, transformation: number): readonly string[];
  findExposeMetadata(target: Class, property: string): { options?: ExposeOptions } | undefined;
  readonly _typeMetadatas?: ReadonlyMap<Class, ReadonlyMap<string, TypeMetadata>>;
}

interface ExposeOptions {
  readonly name?: string;
  readonly groups?: readonly string[];
}

/** What `@Type()` leaves of a property. */
export interface TypeMetadata {
  /** What TypeScript says of it: a `Map` may be a plain object yet. */
  readonly reflectedType?: unknown;
  readonly typeFunction?: () => unknown;
  readonly options?: { readonly discriminator?: Discriminator };
}

/** What tells of which class a value is. */
export interface Discriminator {
  readonly property: string;
  readonly subTypes: readonly { readonly name: string; readonly value: Class }[];
}

/** Its numbers for what comes into the app, and for what leaves it. */
export const PLAIN_TO_CLASS = 0;
export const CLASS_TO_PLAIN = 1;

const STORE_FILE = /[\\/]class-transformer[\\/](?:cjs[\\/])?storage\.js$/;
/** What the process has loaded: who uses its decorators has loaded class-transformer, and nobody else needs it. */
const { cache } = createRequire(process.execPath);

let files = 0;
let found: readonly Store[] = [];

/** The stores of all copies of class-transformer, looked for anew where more was loaded since. */
export function stores(): readonly Store[] {
  const loaded = Object.keys(cache);
  if (loaded.length === files) return found;
  files = loaded.length;
  found = loaded
    .filter((file) => file.endsWith('storage.js') && STORE_FILE.test(file))
    .map((file) => (cache[file]?.exports as { defaultMetadataStorage?: Store } | undefined)?.defaultMetadataStorage)
    .filter((store) => store !== undefined);
  return found;
}
