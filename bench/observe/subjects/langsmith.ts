import { Client } from 'langsmith';
import { traceable } from 'langsmith/traceable';
import { plainMethod } from '../work.js';
import { type MakeSubject } from './subject.js';

/** LangSmith's `traceable`, with its client's defaults: batches in the background. */
export const langsmith: MakeSubject = (kind, url) => {
  const client = new Client({ apiUrl: url, apiKey: 'key' });
  const settings = { client, tracingEnabled: true };
  const type = kind === 'generation' ? 'llm' : 'chain';
  return {
    trace: (work) => traceable(work, { ...settings, name: 'ask' })(),
    call: traceable(plainMethod(kind), { ...settings, name: 'Recorded.method', run_type: type }),
    flush: () => client.awaitPendingTraceBatches(),
  };
};
