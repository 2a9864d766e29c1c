import { type Cost } from '../result.js';
import { answerOf } from './answer.js';
import { type GenerationNode, type NodeError, type TreeNode } from './node.js';

const KINDS: Readonly<Record<TreeNode['type'], string>> = {
  session: 'session',
  trace: 'trace',
  span: 'span',
  generation: 'generation',
  retrieval: 'retrieval',
  tool_call: 'tool call',
};

/** What stands on a node's own line behind its name and duration: its kind first. */
export function factsOf(node: TreeNode): string[] {
  const truncated = node.tags['truncated'] === 'true' ? 'truncated' : '';
  return [KINDS[node.type], ...detailsOf(node), truncated].filter((fact) => fact !== '');
}

/** What stands below a node's line, as label and whole text. */
export function blocksOf(node: TreeNode): [label: string, text: string][] {
  const blocks: [string, string | undefined][] = [
    ...contentOf(node),
    ...node.errors.map((error): [string, string] => ['error', errorText(error)]),
    ...node.events.map(({ name }): [string, string] => ['event', name]),
    ...node.feedback.map(({ score, comment }): [string, string] => ['feedback', [score, comment].join(' ').trim()]),
  ];
  return blocks.filter((block): block is [string, string] => block[1] !== undefined && block[1] !== '');
}

/** A duration in ms, as people say it. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function detailsOf(node: TreeNode): string[] {
  switch (node.type) {
    case 'trace':
    case 'session':
      return totals(generationsIn(node));
    case 'generation':
      return [modelText(node), tokensText(node), costText(node.cost ? [node.cost] : []), speedText(node)];
    case 'retrieval':
      return node.docs ? [counted(node.docs.length, 'document')] : [];
    default:
      return [];
  }
}

function contentOf(node: TreeNode): [string, string | undefined][] {
  switch (node.type) {
    case 'trace':
      return [
        ['id', node.id],
        ['session', node.sessionId],
        ['tags', tagsText(node)],
        ['input', node.input],
        ['output', node.output],
      ];
    case 'generation':
      return [['answer', answerOf(node.result)]];
    case 'retrieval':
      return [['query', node.input]];
    case 'tool_call':
      return [
        ['args', node.args],
        ['result', node.result],
      ];
    default:
      return [];
  }
}

const tagsText = ({ tags }: TreeNode): string =>
  Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(' · ');

function totals(generations: readonly GenerationNode[]): string[] {
  const models = new Set(generations.flatMap(({ model }) => model ?? []).filter(isTold));
  const used = generations.flatMap(({ usage }) => usage ?? []);
  const tokens = used.reduce((sum, { total_tokens }) => sum + total_tokens, 0);
  return [
    [...models].join(', '),
    used.length > 0 ? counted(tokens, 'token') : '',
    costText(generations.flatMap(({ cost }) => cost ?? [])),
  ];
}

const generationsIn = (node: TreeNode): GenerationNode[] =>
  node.children.flatMap((child) => [...(child.type === 'generation' ? [child] : []), ...generationsIn(child)]);

/** What is not known is not worth a word. */
const isTold = (name: string | undefined): boolean => Boolean(name) && name !== 'unknown';

const modelText = ({ provider, model }: GenerationNode): string => [provider, model].filter(isTold).join('/');

function tokensText({ usage }: GenerationNode): string {
  if (!usage) return '';
  const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = usage;
  return `${prompt} + ${completion} = ${counted(total, 'token')}`;
}

const speedText = ({ metrics }: GenerationNode): string =>
  metrics['ttft_ms'] === undefined ? '' : `first token ${durationText(Math.round(metrics['ttft_ms']))}`;

const costText = (costs: readonly Cost[]): string =>
  costs.length === 0 ? '' : `$${Number(costs.reduce((sum, { total }) => sum + total, 0).toFixed(6)).toString()}`;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function errorText({ message, code, type }: NodeError): string {
  const what = [type, code && `(${code})`].filter(Boolean).join(' ');
  return what === '' ? message : `${what}: ${message}`;
}
