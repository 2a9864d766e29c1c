import { type Collector } from 'nestjs-maxim/collector';
import { FinishedTraces } from './finished-traces.js';
import { type DemoRequest, REQUESTS } from './requests.js';
import { inColour, treeOf } from './terminal.js';

/** Where text for the terminal goes, line by line. */
export type Print = (line: string) => void;

/**
 * Sends the app some requests, and prints the trace of each.
 *
 * @throws Error where a request was not answered as it should be, or left no trace
 */
export async function runDemo(appUrl: string, collector: Collector, print: Print): Promise<void> {
  const traces = new FinishedTraces(collector);
  const failures: string[] = [];
  for (const [index, request] of REQUESTS.entries()) {
    print(`\n${inColour(`${index + 1}. ${request.title}`, 'name')}`);
    print(`   POST ${request.path} ${JSON.stringify(request.body)}`);
    const { status, text } = await send(appUrl, request);
    print(`   ${text}\n`);
    for (const trace of await traces.next(10_000)) print(treeOf(trace));
    if (status !== request.status) failures.push(`Request ${index + 1} should have got ${request.status}, not ${text}`);
  }
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

async function send(appUrl: string, { path, body, session }: DemoRequest): Promise<{ status: number; text: string }> {
  const response = await fetch(appUrl + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(session && { 'x-session-id': session }) },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(120_000),
  });
  const { status, statusText, ok } = response;
  const text = `${status} ${statusText}`;
  if (!ok) return { status, text: `${text}: ${await response.text()}` };
  let pieces = 0;
  for await (const _piece of response.body ?? []) pieces += 1;
  return { status, text: pieces > 1 ? `${text}, in ${pieces} pieces` : text };
}
