import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { serve } from '../child.js';
import { headsOf } from './traces.js';

/** Stands in for Maxim in a process of its own: counts the lines, and has the faults it is told to have. */

export type Mode = 'up' | '503' | 'hang' | 'refuse' | 'cut';

export interface Count {
  /** Lines, and those of them that differ. */
  lines: number;
  distinct: number;
  /** Whether each body that came again was the same as before it was cut. */
  identical: boolean;
}

type Message =
  | { mode: Mode }
  | { count: true; reset?: boolean }
  | { missing: { round: string; traces: number } }
  | { address: true };

let mode: Mode = 'up';
/** In mode `cut`, every other request is. */
let cuts = 0;
let cut: Buffer | undefined;
let identical = true;
let lines = 0;
/** By what stands before a line's data: no two lines of a run share it. */
let seen = new Set<string>();

const server = createServer((request, response) => void take(request, response));

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return; // The sender gave up.
  }
  if (mode === 'hang') return;
  if (mode === '503') return void response.writeHead(503).end('{}');
  const body = Buffer.concat(chunks);
  if (cut !== undefined && !cut.equals(body)) identical = false;
  cut = undefined;
  read(body.toString('latin1'));
  if (mode === 'cut' && cuts++ % 2 === 0) {
    cut = body;
    request.socket.destroy();
  } else response.end('{}');
}

function read(body: string): void {
  for (const line of body.split('\n')) {
    lines += 1;
    seen.add(line.slice(0, line.indexOf(',data=')));
  }
}

/** How many lines of so many traces did not come. */
function missing(round: string, traces: number): number {
  let lines = 0;
  for (let n = 0; n < traces; n++) for (const head of headsOf(`${round}-${n}`)) if (!seen.has(head)) lines += 1;
  return lines;
}

let port = 0;
const listen = (): Promise<void> => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));

async function become(next: Mode): Promise<object> {
  if (next === 'refuse') await new Promise((resolve) => (server.close(resolve), server.closeAllConnections()));
  else if (mode === 'refuse') await listen();
  mode = next;
  if (next === 'up') server.closeAllConnections();
  return {};
}

void listen().then(() => {
  port = (server.address() as AddressInfo).port;
  serve<Message>((message) => {
    if ('mode' in message) return become(message.mode);
    if ('address' in message) return `http://127.0.0.1:${port}`;
    if ('missing' in message) return missing(message.missing.round, message.missing.traces);
    const count: Count = { lines, distinct: seen.size, identical };
    if (message.reset === true) [lines, seen] = [0, new Set()];
    return count;
  });
});
