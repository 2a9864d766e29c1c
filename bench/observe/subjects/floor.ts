import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { CALL_LINES, endLine, plainMethod, traceLine } from '../work.js';
import { type MakeSubject, nothing } from './subject.js';

/** `JSON.stringify` of the same lines, and one `AsyncLocalStorage.run` around each call and trace. Nothing is sent. */
export const floor: MakeSubject = (kind) => {
  const storage = new AsyncLocalStorage<string>();
  const method = plainMethod(kind);
  const lines = CALL_LINES[kind];
  let bytes = 0;
  const write = (text: string): void => void (bytes += text.length + 1);
  return {
    async trace(work) {
      const id = randomUUID();
      write(traceLine(id, 'ask'));
      await storage.run(id, work);
      write(endLine('trace', id));
    },
    async call(argument) {
      const id = randomUUID();
      lines.before(storage.getStore() ?? '', id, 'Recorded.method', argument).forEach(write);
      const result = await storage.run(id, () => method(argument));
      lines.after(id, result).forEach(write);
      return result;
    },
    flush: nothing,
    get bytes() {
      return bytes;
    },
  };
};
