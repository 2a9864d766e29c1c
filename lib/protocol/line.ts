/** The elements of the log protocol, by their names on the wire. */
export const ENTITIES = ['session', 'trace', 'span', 'generation', 'retrieval', 'tool_call', 'storage'] as const;
export type Entity = (typeof ENTITIES)[number];

/** What a line does to its element. */
export const ACTIONS = [
  'create',
  'update',
  'end',
  'result',
  'error',
  'evaluate',
  'add-span',
  'add-generation',
  'add-retrieval',
  'add-tool-call',
  'add-error',
  'add-event',
  'add-feedback',
  'add-attachment',
  'add-cost',
  'process-large-log',
] as const;
export type Action = (typeof ACTIONS)[number];

/**
 * One fact about one element: `entity{id=…,action=…,data={…}}` on the wire.
 *
 * `data` may still hold anything a caller gave; the pipeline makes it JSON.
 */
export interface Line {
  readonly entity: Entity;
  readonly id: string;
  readonly action: Action;
  readonly data: Readonly<Record<string, unknown>>;
  /** Its content is not to be logged, whatever the module's options say. */
  readonly withoutContent?: boolean;
}

/** A line as it stands on the wire, without its newline. `json` is the text of its data object. */
export function formatLine(entity: Entity, id: string, action: Action, json: string): string {
  return `${entity}{id=${id},action=${action},data=${json}}`;
}
