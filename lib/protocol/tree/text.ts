import { blocksOf, durationText, factsOf } from './facts.js';
import { type NodeStatus, type TreeNode } from './node.js';
import { columns, visible } from './visible.js';

/** What a piece of a tree's text is, for who wants to colour it. */
export type Ink = 'name' | 'faint' | 'good' | 'bad' | 'notable';

/** Gives a piece of text its colour; must not change its width. */
export type Paint = (text: string, ink: Ink) => string;

const MARKS: Readonly<Record<NodeStatus, [mark: string, ink: Ink]>> = {
  ok: ['✓', 'good'],
  error: ['✗', 'bad'],
  cancelled: ['⊘', 'notable'],
  unfinished: ['…', 'notable'],
  open: ['○', 'notable'],
};

/** Names longer than this do not push the durations of all others to the right. */
const WIDEST_NAME = 56;
const LABEL = 10;

/** A node where it stands: what is drawn left of its line, and left of the lines below it. */
interface Placed {
  readonly node: TreeNode;
  readonly lead: string;
  readonly rest: string;
}

/**
 * A tree for people to read in a terminal: a line per element with its name, duration, kind, model and tokens; below it
 * its input, output, answer and errors, whole. Control characters in what was logged become visible, so that they do
 * nothing to the terminal.
 *
 * @param paint @default no colours
 * @returns lines, the last without a newline
 */
export function formatTrace(root: TreeNode, paint: Paint = (text) => text): string {
  const all = [...placed(root, '', '')];
  const durations = all.map(({ node }) => (node.durationMs === undefined ? '' : durationText(node.durationMs)));
  const name = Math.min(WIDEST_NAME, Math.max(...all.map(({ node, lead }) => columns(lead + nameOf(node)))));
  const duration = Math.max(...durations.map((text) => text.length));
  return all
    .flatMap(({ node, lead, rest }, index) => [
      paint(lead, 'faint') + headline(node, name - columns(lead), (durations[index] ?? '').padStart(duration), paint),
      ...blocksOf(node).flatMap(([label, text]) => block(label, text, rest, paint)),
    ])
    .join('\n');
}

function* placed(node: TreeNode, lead: string, rest: string): Iterable<Placed> {
  yield { node, lead, rest: rest + (node.children.length > 0 ? '│ ' : '  ') };
  for (const [index, child] of node.children.entries()) {
    const last = index === node.children.length - 1;
    yield* placed(child, `${rest}${last ? '└' : '├'}─ `, `${rest}${last ? ' ' : '│'}  `);
  }
}

function headline(node: TreeNode, width: number, duration: string, paint: Paint): string {
  const [mark, ink] = MARKS[node.status];
  const gap = ' '.repeat(Math.max(0, width - columns(nameOf(node))));
  const [kind = '', ...facts] = factsOf(node).map(visible);
  const status = node.status === 'ok' ? [] : [paint(node.status, ink)];
  const details = [paint(kind, 'faint'), ...status, ...facts].join(paint(' · ', 'faint'));
  return `${paint(mark, ink)} ${paint(nameOf(node), 'name')}${gap}  ${duration}  ${details}`;
}

function block(label: string, text: string, rest: string, paint: Paint): string[] {
  const [ink, plain]: [Ink, Paint] = label === 'error' ? ['bad', paint] : ['faint', (shown) => shown];
  return text.split(/\r?\n/).map((line, index) => {
    if (line === '') return paint(rest.trimEnd(), 'faint');
    return paint(rest, 'faint') + paint((index === 0 ? label : '').padEnd(LABEL), ink) + plain(visible(line), ink);
  });
}

const nameOf = ({ name, id }: TreeNode): string => visible(name === '' ? id : name);
