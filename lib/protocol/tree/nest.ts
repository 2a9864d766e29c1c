import { type Element, within } from './element.js';
import { time } from './fields.js';

/** Nothing is shown deeper than this; what would be stands beside its parent instead. */
const MAX_DEPTH = 200;

/** An element and the one it is shown under. */
export interface Place {
  readonly element: Element;
  /** Undefined for the root. */
  readonly under: Element | undefined;
}

/**
 * The places of a root and of all below it: parents before children, siblings by start, then by their order.
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
    for (const child of children.get(element)?.sort(compareStarts) ?? []) {
      places.push({ element: child, under: flat ? under : element, depth: flat ? depth : depth + 1 });
    }
  }
  return places;
}

function parentsOf(root: Element, byId: ReadonlyMap<string, Element>): Map<Element, Element> {
  const elements = [...within(root)].filter((element) => element !== root);
  const parents = new Map(elements.flatMap((element) => (element.parent ? [[element, element.parent] as const] : [])));
  // In the order of ids, so that of two that name each other it is always the same that gives way.
  for (const element of elements.sort(compareIds)) {
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

/**
 * By start, then by their order: that of ids, which grow as elements are opened, where they were not given. Never by
 * arrival, so that the same lines always give the same tree, unless whoever folds them says otherwise.
 */
export const compareStarts = (a: Element, b: Element): number =>
  startOf(a) - startOf(b) || compareTexts(a.order, b.order) || compareIds(a, b);

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Elements of two types may have the same id. */
function compareIds(a: Element, b: Element): number {
  if (a.id === b.id) return a.type < b.type ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

const startOf = ({ fields, heardAt }: Element): number => Date.parse(time(fields.get('startTimestamp')) ?? heardAt);
