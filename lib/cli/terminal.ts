/** What a command has to do with the process it runs in. */
export interface Terminal {
  /** Writes to the standard output. */
  out(text: string): void;
  /** Writes to the standard error. */
  error(text: string): void;
  /** Whether the standard output shows colours. */
  readonly hasColours: boolean;
  /** Resolves when the command is to stop. */
  stopped(): Promise<void>;
}

/** The terminal of this process; SIGINT and SIGTERM stop a command, and so does an output that nobody reads any more. */
export function processTerminal({ stdout, stderr }: NodeJS.Process): Terminal {
  return {
    out: (text) => void stdout.write(text),
    error: (text) => void stderr.write(text),
    hasColours: stdout.isTTY && stdout.hasColors(),
    stopped: () =>
      new Promise((resolve) => {
        process.once('SIGINT', () => resolve());
        process.once('SIGTERM', () => resolve());
        stdout.on('error', () => resolve());
      }),
  };
}
