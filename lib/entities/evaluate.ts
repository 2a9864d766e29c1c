import { isoTime, type MaximElement } from './element.js';
import { fields } from './fields.js';

const unique = (names: readonly string[] | string): string[] => {
  const given = typeof names === 'string' ? [names] : Object.values(fields(names));
  return [...new Set(given.filter((name) => typeof name === 'string'))];
};

/** Attaches Maxim's evaluators to an element. */
export class MaximEvaluate {
  /** @internal */
  constructor(private readonly element: MaximElement) {}

  /** Names the evaluators that are to judge the element, then, if you like, their variables. */
  withEvaluators(...evaluators: string[]): { withVariables(variables: Record<string, string>): void } {
    const names = unique(evaluators);
    if (names.length > 0) {
      this.element.write('evaluate', { with: 'evaluators', evaluators: names, timestamp: isoTime() });
    }
    return { withVariables: (variables) => this.withVariables(variables, names) };
  }

  /** What `JSON.stringify` shows of it. */
  toJSON(): { type: string; id: string } {
    return this.element.toJSON();
  }

  /** Gives the named evaluators their variables, such as `input`, `output`, `context`. */
  withVariables(variables: Record<string, string>, forEvaluators: string[]): void {
    const evaluators = unique(forEvaluators);
    if (evaluators.length === 0) return;
    this.element.write('evaluate', { with: 'variables', variables, evaluators, timestamp: isoTime() });
  }
}
