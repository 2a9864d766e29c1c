import { Test } from '@nestjs/testing';
import { MaximLogger, type MaximModuleOptions } from '../../lib/index.js';
import { MaximRecorder, MaximTestingModule } from '../../lib/testing/index.js';

export interface RecordedLogger {
  readonly maxim: MaximLogger;
  readonly recorder: MaximRecorder;
  close(): Promise<void>;
}

/** A logger as an app has it, its lines kept in a recorder. */
export async function recordedLogger(options: MaximModuleOptions = {}): Promise<RecordedLogger> {
  const app = await Test.createTestingModule({ imports: [MaximTestingModule.forRoot(options)] }).compile();
  await app.init();
  return { maxim: app.get(MaximLogger), recorder: app.get(MaximRecorder), close: () => app.close() };
}
