import { failureOf } from '../faults/failure.js';
import { observe } from '../observe/observe.js';
import { isMethod, isObject, method } from '../observe/shape.js';
import { type ParsedResult, type StreamMerge } from '../parsers/parser.js';
import { present } from '../parsers/present.js';
import { fields, number, text } from '../parsers/shape.js';
import { newId } from '../protocol/ids.js';
import { BEDROCK_CONVERSE, BEDROCK_INVOKE } from './apis.js';
import { type CapturedCall } from './captured-call.js';
import { processCapture } from './capture.js';
import { type Claim } from './claim.js';
import { runHere } from './run-here.js';
import { suppressCapture } from './suppress.js';

const COMMANDS = new Map([
  ['ConverseCommand', BEDROCK_CONVERSE],
  ['ConverseStreamCommand', BEDROCK_CONVERSE],
  ['InvokeModelCommand', BEDROCK_INVOKE],
  ['InvokeModelWithResponseStreamCommand', BEDROCK_INVOKE],
]);

/**
 * Captures the calls of a client of AWS Bedrock by its own middleware, where the wire shows nothing of them: a request
 * handler of the app's own, a stand-in. Nothing is captured twice.
 *
 * @returns the client
 */
export function observeBedrock<Client extends { readonly middlewareStack: object }>(client: Client): Client {
  const { middlewareStack } = client;
  const options = { step: 'initialize', name: 'maxim', override: true };
  method(middlewareStack, 'add')?.call(middlewareStack, middleware, options);
  return client;
}

function middleware(next: unknown, context: unknown): (args: unknown) => unknown {
  const api = COMMANDS.get(String(fields(context)['commandName']));
  return (args) => {
    if (!isMethod(next)) return undefined;
    const { input } = fields(args);
    const model = text(fields(input)['modelId']);
    const url = `bedrock/${model ?? ''}`;
    const known = { provider: 'bedrock', isKnownHost: true, host: '', url, ...(model && { target: model }) };
    const claim = api && processCapture().claim({ api, ...known });
    return claim ? new ToldCall(claim, input).watch(() => next(args)) : next(args);
  };
}

/** A call whose values are told, rather than its bytes. */
class ToldCall {
  private readonly startedAt = new Date();
  private readonly start = performance.now();
  private readonly run = runHere();
  private merge: StreamMerge | undefined;
  private readonly pieces: number[] = [];
  private status: number | undefined;
  private isOver = false;

  constructor(
    private readonly claim: Claim,
    private readonly input: unknown,
  ) {
    claim.peek = () => this.merge?.result()?.result;
    claim.abandon = () => this.end('unfinished', this.merge?.result());
  }

  async watch(call: () => unknown): Promise<unknown> {
    try {
      const told = await suppressCapture(call);
      this.look(fields(told)['output']);
      return told;
    } catch (error) {
      this.status = number(fields(fields(error)['$metadata'])['httpStatusCode']);
      this.fail(error);
      throw error;
    }
  }

  private look(output: unknown): void {
    const { stream, body, $metadata } = fields(output);
    this.status = number(fields($metadata)['httpStatusCode']);
    const streamed = [stream, body].find((each) => isObject(each) && Symbol.asyncIterator in each);
    if (streamed === undefined) return this.end('ok', this.claim.parsers.result(output));
    const listener = {
      chunk: (chunk: unknown) => this.add(chunk),
      ok: () => this.end('ok', this.merge?.result()),
      cancelled: () => this.end('cancelled', this.merge?.result()),
      error: (error: unknown) => this.fail(error),
    };
    observe(streamed, listener, this.run);
  }

  private add(chunk: unknown): void {
    this.merge ??= this.claim.parsers.stream(chunk);
    if (this.merge?.add(chunk)) this.pieces.push(performance.now());
  }

  private fail(thrown: unknown): void {
    const { message, code, type } = failureOf(thrown, false);
    this.end('error', this.merge?.result(), present({ message, code, type }));
  }

  private end(outcome: CapturedCall['outcome'], parsed?: ParsedResult, error?: CapturedCall['error']): void {
    if (this.isOver) return;
    this.isOver = true;
    const { recognised, parsers } = this.claim;
    const { start, startedAt, pieces, status } = this;
    const [first] = pieces;
    const end = performance.now();
    const call: CapturedCall = {
      ...{ recognised, provider: recognised.provider, outcome, startedAt },
      ...present({ model: parsed?.model ?? recognised.target, request: parsers.request([this.input]) }),
      ...present({ result: parsed?.result, error, status }),
      ...{ endedAt: new Date(startedAt.getTime() + (end - start)), start, end },
      ...(first !== undefined && { firstTokenMs: first - start, streamedMs: end - first, pieces }),
      ...{ limits: {}, isOpaque: false, isTruncated: false, attempt: { digest: newId, isLast: true } },
    };
    this.claim.tell(() => call);
  }
}
