import { type Element, within } from './element.js';
import { time } from './fields.js';
import { type NodeType } from './node.js';

/** Nothing is shown deeper than this; what would be stands beside its parent instead. */
const MAX_DEPTH = 200;

/** What stands first of two that began and ended in the same millisecond: documents are fetched before a model is asked. */
const RANKS: readonly NodeType[] = ['session', 'trace', 'retrieval', 'tool_call', 'span', 'generation'];

/** An element and the one it is shown under. */
export interface Place {
  readonly element: Element;
  /** Undefined for the root. */
  readonly under: Element | undefined;
}

/**
 * The places of a root and of all below it: parents before children, siblings in the order in which they began.
 *
 * An element stands under the one it ran in, which its tag `parentId` names, if that is in the same tree and does not
 * stand below it; else under the one it was added to.
 *
 * @param byId the elements of the tree
 */
export function nest(root: Element, byId: ReadonlyMap<string, Element>): Place[] {
  const children = childrenOf(parentsOf(root, byId));
  const places: (Place & { depth: number })[] = [{ element: root, under: undefined, depth: 0 }];
  for (const { element, under, depth } of places) {
    const flat = depth === MAX_DEPTH;
    for (const child of children.get(element)?.sort(compare) ?? []) {
      places.push({ element: child, under: flat ? under : element, depth: flat ? depth : depth + 1 });
    }
  }
  return places;
}

function parentsOf(root: Element, byId: ReadonlyMap<string, Element>): Map<Element, Element> {
  const elements = [...within(root)].filter((element) => element !== root);
  const parents = new Map(elements.flatMap((element) => (element.parent ? [[element, element.parent] as const] : [])));
  // In the order of ids, so that of two that name each other it is always the same that gives way.
  for (const element of elements.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const ranIn = byId.get(element.tags.get('parentId') ?? '');
    if (ranIn && !standsWithin(ranIn, element, parents)) parents.set(element, ranIn);
  }
  return parents;
}

function standsWithin(element: Element, other: Element, parents: ReadonlyMap<Element, Element>): boolean {
  for (let up: Element | undefined = element; up; up = parents.get(up)) if (up === other) return true;
  return false;
}

function childrenOf(parents: ReadonlyMap<Element, Element>): Map<Element, Element[]> {
  const children = new Map<Element, Element[]>();
  for (const [child, parent] of parents) {
    const siblings = children.get(parent);
    if (siblings) siblings.push(child);
    else children.set(parent, [child]);
  }
  return children;
}

/** By start, end, rank, id: never by arrival, so that the same lines always give the same tree. */
function compare(a: Element, b: Element): number {
  return (
    startOf(a) - startOf(b) ||
    endOf(a) - endOf(b) ||
    RANKS.indexOf(a.type) - RANKS.indexOf(b.type) ||
    (a.id < b.id ? -1 : 1)
  );
}

const startOf = ({ fields, heardAt }: Element): number => Date.parse(time(fields.get('startTimestamp')) ?? heardAt);

/** What has not ended comes last; a number, so that two of them can be compared. */
const endOf = ({ fields }: Element): number => Date.parse(time(fields.get('endTimestamp')) ?? '9999-12-31');
