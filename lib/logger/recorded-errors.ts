/** Which errors were recorded: each belongs to the element where it arose, not to every one it passes. */
export class RecordedErrors {
  private readonly objects = new WeakMap<object, WeakSet<object>>();
  private readonly lastPrimitive = new WeakMap<object, unknown>();

  /** @param trace the trace it passes through; a thrown primitive has no identity but its last appearance there */
  isNew(thrown: unknown, trace: object): boolean {
    if (typeof thrown === 'object' && thrown !== null) {
      const traces = this.objects.get(thrown) ?? new WeakSet();
      this.objects.set(thrown, traces);
      const isNew = !traces.has(trace);
      traces.add(trace);
      return isNew;
    }
    if (this.lastPrimitive.has(trace) && this.lastPrimitive.get(trace) === thrown) return false;
    this.lastPrimitive.set(trace, thrown);
    return true;
  }
}
