/**
 * What stands for what GraphQL tells a resolver of its field: behind it are the whole schema and the query, secrets that
 * are written out in that included. The object itself where it is anything else.
 */
export const withoutSchema = (object: object): object =>
  'fieldNodes' in object && 'fieldName' in object && 'schema' in object
    ? { type: 'field', field: `${nameOf(object)}${String(object.fieldName)}` }
    : object;

/** That of the type that the field is of, and a dot. */
const nameOf = (info: object): string => ('parentType' in info ? `${String(info.parentType)}.` : '');
