import { MaximFault } from '../faults/fault.js';
import { type MaximLogger } from '../logger/maxim-logger.js';
import { type FeatureOptions } from '../options/feature.js';

/** The loggers of an app beside its own. */
export class NamedLoggers {
  private readonly loggers = new Map<string, MaximLogger>();

  /** @param make puts one together */
  constructor(private readonly make: (feature: FeatureOptions) => MaximLogger) {}

  /** @throws MaximFault `duplicate-logger`, and what `make` throws */
  open(feature: FeatureOptions): MaximLogger {
    const { name } = feature;
    if (this.loggers.has(name)) {
      throw new MaximFault(
        'duplicate-logger',
        `MaximModule.forFeature() is imported twice for a logger "${name}".`,
        'Give each its own name, or export the module that one import makes and import that.',
      );
    }
    const logger = this.make(feature);
    this.loggers.set(name, logger);
    return logger;
  }

  find(name: string): MaximLogger | undefined {
    return this.loggers.get(name);
  }

  start(): void {
    for (const logger of this.loggers.values()) logger.start();
  }

  async close(): Promise<void> {
    await Promise.all([...this.loggers.values()].map((logger) => logger.close()));
  }
}
