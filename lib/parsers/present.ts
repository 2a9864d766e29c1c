type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** A copy without the keys whose value is undefined: what is absent stays absent on the wire too. */
export function present<T extends object>(value: T): Present<T> {
  const given = value as Record<string, unknown>;
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(given)) {
    const field = given[key];
    if (field !== undefined) kept[key] = field;
  }
  return kept as Present<T>;
}
