import { type MaximGeneration } from '../../entities/generation.js';
import { type Failure } from '../../faults/failure.js';
import { type GenerationResult } from '../../protocol/result.js';
import { noteResult } from '../../protocol/told-result.js';
import { usageOf } from '../../protocol/tree/usage.js';
import { attempt } from '../../parsers/total.js';
import { answerCopy } from '../answer-copy.js';
import { noteAskedTools } from '../asked-tools.js';
import { type GenerationSlot, slotOf } from '../generation-slot.js';
import { type Opening } from '../opening.js';
import { type Outcome } from '../opened.js';
import { type SlotAround, slotAround } from '../slot-around.js';
import { isAborted } from './aborted-answer.js';
import { checkAnswer } from './completed-generation.js';
import { failedResult, ownResult, shownResult } from './generation-result.js';
import { addFacts, type FirstFacts } from './generation-facts.js';
import { type GivenResult, readGiven } from './given-result.js';
import { addStack } from './tool-call.js';

/**
 * How a recorded generation ends: once what goes on inside it is over, at the time when its call came back. The tokens
 * of one call are told once, by the innermost generation around it.
 */
export class GenerationEnding {
  private readonly outer: SlotAround | undefined;

  constructor(
    private readonly opening: Opening<'generation'>,
    private readonly generation: MaximGeneration,
    private readonly first: FirstFacts,
  ) {
    this.outer = slotAround(opening.scope);
    this.outer?.begin();
    generation.recorded = (result) => this.told(result);
  }

  ok(outcome: Outcome): void {
    const { opening, generation } = this;
    const given = this.read(outcome);
    const isGiven = given.result !== undefined || outcome.value !== undefined;
    const check = this.checkOf(given, outcome);
    const { scope, call } = opening;
    const asked = { askedAt: new Date(), shown: call.showsOutput };
    if (scope) noteAskedTools(scope.trace, [generation], given.result, asked);
    this.later((slot, at) => {
      if (isAborted(opening, outcome, slot)) return this.endCancelled(given, outcome, slot, at);
      if (isGiven) check();
      else checkAnswer(opening, generation, slot?.seen?.result);
      return this.end(given, outcome, slot, (output) => generation.endWith(output, at), true);
    });
  }

  cancel(outcome: Outcome): void {
    const given = this.read(outcome);
    this.later((slot, at) => this.endCancelled(given, outcome, slot, at));
  }

  /** @param failure undefined where it was recorded further inside */
  fail(failure: Failure | undefined): void {
    const { opening, generation, first } = this;
    if (failure) addStack(generation, failure);
    this.later((slot, at) => {
      addFacts(opening, generation, first, {}, slot?.seen);
      const result = failedResult(opening, failure, first, slot);
      if (result) generation.write('result', { result });
      generation.endWith(undefined, at);
      return result;
    });
  }

  /** Those around it need not wait for it. */
  suspend(): void {
    this.outer?.ended();
  }

  resume(): void {
    this.outer?.begin();
  }

  /** The called function has ended it by itself; what the wire knows of it is still told. */
  pass(): void {
    const { opening, generation, first } = this;
    const slot = slotOf(generation);
    const wasEnded = generation.ended;
    const write = (): void => {
      if (wasEnded) addFacts(opening, generation, first, {}, slot?.seen);
      this.outer?.ended(slot);
    };
    if (slot) opening.core.endings.add(slot, generation.hold, write);
    else write();
  }

  /** What is logged of a result that the called function tells by itself. Total. */
  private told(result: GenerationResult): GenerationResult {
    const { opening, generation, first, outer } = this;
    generation.recorded = undefined; // What it tells after the end is an afterthought.
    return attempt(() => {
      const known = opening.core.parsers.result(result)?.result ?? result;
      checkAnswer(opening, generation, known, result);
      const slot = slotOf(generation);
      outer?.told(known, !slot);
      if (slot) slot.isEndedByHand = true;
      if (!slot?.isTold(known) && !slot?.isOwn(known)) noteResult(generation.hold, result);
      return ownResult(opening, result, first, slot);
    }, result);
  }

  /** @param write gives the result that it told */
  private later(write: (slot: GenerationSlot | undefined, at?: Date) => unknown): void {
    const { opening, generation, outer } = this;
    const slot = slotOf(generation);
    const settle = (at?: Date): void => {
      try {
        const told = generation.ended ? undefined : write(slot, at);
        outer?.told(told);
      } finally {
        outer?.ended(slot);
      }
    };
    if (!slot) return settle();
    const at = new Date();
    opening.core.endings.add(slot, generation.hold, () => settle(at));
  }

  /** A copy, where the end is to be waited for. */
  private read(outcome: Outcome): GivenResult {
    const { opening, generation, first } = this;
    const given = readGiven(opening, outcome, first.model);
    const slot = slotOf(generation);
    this.outer?.told(given.result, !slot); // Before those around it are given the same.
    if (!given.result || !slot?.running) return given;
    const { entity, id, hold } = generation;
    const data = opening.core.gate.copy({ entity, id, action: 'result', data: { result: given.result } }, hold);
    return { ...given, result: data['result'] as GenerationResult };
  }

  /** @returns what checks it, of which the app may go on to change what it was given */
  private checkOf({ result }: GivenResult, { value, truncated }: Outcome): () => void {
    const { opening, generation } = this;
    // What was cut proves nothing.
    if (!opening.options.expect || truncated) return () => undefined;
    const isLate = slotOf(generation)?.running;
    const kept = isLate ? attempt(() => answerCopy(value), value) : value;
    return () => checkAnswer(opening, generation, result, kept);
  }

  private endCancelled(given: GivenResult, outcome: Outcome, slot: GenerationSlot | undefined, at?: Date): unknown {
    return this.end(given, outcome, slot, (output) => this.generation.endAs('cancelled', output, at));
  }

  private end(
    given: GivenResult,
    outcome: Outcome,
    slot: GenerationSlot | undefined,
    finish: (output: unknown) => void,
    isComplete = false,
  ): GenerationResult {
    const { opening, generation, first } = this;
    const { capturesOutput } = opening.call;
    const { provider, model } = given;
    const { result, output } = shownResult(opening, given, first, slot);
    addFacts(opening, generation, first, { provider, model, metrics: timings(outcome, result) }, slot?.seen);
    const seen = slot?.seen?.overtime;
    const overtime = outcome.overtime ? { ...seen, ...outcome.overtime } : seen;
    if (isComplete && overtime) generation.addOvertime(overtime, result);
    generation.write('result', { result }, !capturesOutput);
    finish(capturesOutput ? output : undefined);
    return result;
  }
}

function timings({ firstTokenMs, streamedMs }: Outcome, result: unknown): Record<string, number> | undefined {
  if (firstTokenMs === undefined || streamedMs === undefined) return undefined;
  const tokens = usageOf(result)?.completion_tokens ?? 0;
  return { ttft_ms: firstTokenMs, ...(tokens > 0 && streamedMs > 0 && { tps: tokens / (streamedMs / 1000) }) };
}
