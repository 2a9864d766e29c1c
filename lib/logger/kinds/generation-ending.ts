import { type MaximGeneration } from '../../entities/generation.js';
import { type Failure } from '../../faults/failure.js';
import { usageOf } from '../../protocol/tree/usage.js';
import { type GenerationSlot, openSlot, slotOf } from '../generation-slot.js';
import { type Opening } from '../opening.js';
import { type Outcome } from '../opened.js';
import { complete } from './completed-generation.js';
import { failedResult, readResult } from './generation-result.js';
import { addFacts, type FirstFacts } from './generation-facts.js';
import { addStack } from './tool-call.js';

/**
 * How a recorded generation ends: once what goes on inside it is over, at the time when its call came back. The tokens
 * of one call are told once, by the innermost generation around it.
 */
export class GenerationEnding {
  private readonly outer: GenerationSlot | undefined;

  constructor(
    private readonly opening: Opening<'generation'>,
    private readonly generation: MaximGeneration,
    private readonly first: FirstFacts,
  ) {
    const around = opening.scope?.calling;
    this.outer = around && !around.ended ? openSlot(around) : undefined;
    this.outer?.begin();
  }

  ok(outcome: Outcome): void {
    this.later((slot, at) => this.end(outcome, slot, (result) => this.generation.endWith(result, at), true));
  }

  cancel(outcome: Outcome): void {
    this.later((slot, at) =>
      this.end(outcome, slot, (result) => this.generation.endAs('cancelled', result, at), false),
    );
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
      return usageOf(result) !== undefined;
    });
  }

  /** The called function has ended it by itself, or it was forgotten; what the wire knows of it is still told. */
  pass(): void {
    const { opening, generation, first } = this;
    const slot = slotOf(generation);
    const wasEnded = generation.ended;
    const write = (): void => {
      if (wasEnded) addFacts(opening, generation, first, {}, slot?.seen);
      this.outer?.endInner(wasEnded || slot?.othersTell === true);
    };
    if (slot) opening.core.endings.add(slot, write);
    else write();
  }

  /** @param write whether it told tokens */
  private later(write: (slot: GenerationSlot | undefined, at?: Date) => boolean): void {
    const { opening, generation, outer } = this;
    const slot = slotOf(generation);
    const settle = (at?: Date): void => {
      let tells = false;
      try {
        tells = !generation.ended && write(slot, at);
      } finally {
        outer?.endInner(tells || slot?.othersTell === true);
      }
    };
    if (!slot) return settle();
    const at = new Date();
    opening.core.endings.add(slot, () => settle(at));
  }

  private end(
    outcome: Outcome,
    slot: GenerationSlot | undefined,
    finish: (output: unknown) => void,
    isComplete: boolean,
  ): boolean {
    const { opening, generation, first } = this;
    const { capturesOutput } = opening.call;
    const reading = readResult(opening, outcome, first, slot);
    const { result, output } = reading;
    addFacts(opening, generation, first, { ...reading, metrics: timings(outcome, result) }, slot?.seen);
    if (isComplete) complete(opening, generation, outcome, reading);
    generation.write('result', { result }, !capturesOutput);
    finish(capturesOutput ? output : undefined);
    return usageOf(result) !== undefined;
  }
}

function timings({ firstTokenMs, streamedMs }: Outcome, result: unknown): Record<string, number> {
  if (firstTokenMs === undefined || streamedMs === undefined) return {};
  const tokens = usageOf(result)?.completion_tokens ?? 0;
  return { ttft_ms: firstTokenMs, ...(tokens > 0 && streamedMs > 0 && { tps: tokens / (streamedMs / 1000) }) };
}
