import { Logger } from '@nestjs/common';
import { Generation, Span } from '../../lib/index.js';
import { recordedLogger, type RecordedLogger } from './recorded-logger.js';

const late = (): Promise<never> => Promise.reject(new Error('too late'));

/** `input` and `output` may give anything, so promises compile there; of the others, the compiler warns. */
class Asked {
  @Span({ output: late })
  output(): string {
    return 'SECRET';
  }

  @Span({ input: late })
  input(_: string): number {
    return 1;
  }

  @Span({ captureInput: (() => Promise.resolve(false)) as never })
  captureInput(_: string): number {
    return 1;
  }

  @Generation({ parse: late as never, model: late as never, messages: late as never, tags: late as never })
  generation(): string {
    return 'an answer';
  }
}

describe('an option that gives a promise', () => {
  let logger: RecordedLogger;
  let warn: jest.SpyInstance;
  beforeEach(async () => {
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    logger = await recordedLogger();
  });
  afterEach(async () => {
    warn.mockRestore();
    await logger.close();
  });

  it('is left out with one warning, shows nothing, and does not end the process where it fails', async () => {
    const asked = new Asked();
    asked.output();
    asked.output();
    asked.input('SECRET');
    asked.captureInput('SECRET');
    asked.generation();
    await new Promise((resolve) => setImmediate(resolve)); // An unhandled rejection would fail the test.
    const text = JSON.stringify(logger.recorder.traces);
    expect(text).not.toMatch(/SECRET|Promise/);
    expect(text).toContain('an answer');
    const options = ['output', 'input', 'captureInput', 'model', 'messages', 'tags', 'parse'];
    for (const option of options) {
      const of = warn.mock.calls.filter(([message]) => String(message).includes(`"${option}"`));
      expect(of).toEqual([[expect.stringContaining('gave a promise, which comes too late')]]);
    }
  });
});
