import { type ExecutionContext } from '@nestjs/common';
import { type IncomingMessage } from 'node:http';
import { currentScope, runInScope } from '../../../context/current.js';
import { type Scope } from '../../../context/scope.js';
import { type MaximApp } from '../../maxim.providers.js';
import { type Handler, handlerOf } from './handler.js';
import { requestFacts } from './request-facts.js';
import { hasSignal } from './request-signal.js';
import { RequestTrace } from './request-trace.js';
import { type RawResponse, whenOver } from './response-end.js';

/** A request as its framework's adapter shows it: Fastify's holds Node's own. */
interface AdapterRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly originalUrl?: string;
  readonly body?: unknown;
  readonly raw?: object;
  /** Express. */
  readonly route?: { readonly path?: unknown };
  /** Fastify. */
  readonly routeOptions?: { readonly url?: unknown };
}

export interface KnownRequest {
  readonly scope: Scope;
  readonly trace: RequestTrace;
}

/** The traces of the requests in flight: opened in a middleware, described by the interceptor. */
export class Requests {
  private readonly known = new WeakMap<object, KnownRequest>();

  constructor(private readonly app: MaximApp) {}

  /** Runs the rest of a request inside the scope of its trace, which ends when the response is over. */
  readonly middleware = (request: IncomingMessage, response: RawResponse, next: () => void): void => {
    const { http } = this.app.requests;
    if (http === false || this.known.has(request)) {
      next();
      return;
    }
    const { logger } = this.app;
    const name = nameOf(request);
    const { trace, scope } = logger.openUnit({ name }, http === 'lazy');
    const requestTrace = new RequestTrace(trace, scope, logger, () => pathOf(request));
    this.known.set(request, { scope, trace: requestTrace });
    whenOver(response, (isSent) => {
      // Where a guard refused, no interceptor came to know of it.
      if (!requestTrace.isDescribed) this.describeRefused(requestTrace, request);
      if (isSent) this.noteStatus(requestTrace, response.statusCode);
      if (isSent) requestTrace.end();
      else requestTrace.leave(hasSignal(response));
    });
    runInScope(scope, next);
  };

  find(request: AdapterRequest): KnownRequest | undefined {
    return this.known.get(request.raw ?? request);
  }

  /** Adds what is known of a request once its route is; once, however often it is asked. */
  describe({ scope, trace: requestTrace }: KnownRequest, context: ExecutionContext): void {
    requestTrace.isDescribed = true;
    const handler = handlerOf(context);
    scope.method = handler.name;
    const { trace } = requestTrace;
    const { reporter, requests } = this.app;
    const request: AdapterRequest = context.switchToHttp().getRequest();
    const { name, tags, session } = requestFacts(requests.hooks, context, reporter);
    requestTrace.route = nameOf(request);
    trace.rename(name ?? requestTrace.route);
    for (const [key, value] of Object.entries(tags)) trace.addTag(key, value);
    if (session) {
      trace.addToSession(session.id);
      if (session.name !== undefined || session.tags) requestTrace.inSession(() => trace.openSession(session));
    }
    if (!handler.shown.output) trace.keepBack('output');
    requestTrace.input(() => inputOf(request, handler));
  }

  private describeRefused(requestTrace: RequestTrace, request: AdapterRequest): void {
    requestTrace.route = nameOf(request);
    requestTrace.trace.rename(requestTrace.route);
  }

  /** What came before the handler or after it, a guard or a filter, tells its error by the status alone. */
  private noteStatus(requestTrace: RequestTrace, status: number): void {
    if (status < this.app.requests.errorStatus) return;
    const when = requestTrace.isDescribed ? '' : ' before its handler ran';
    requestTrace.answeredWith(String(status), `The request was answered with ${status}${when}.`);
  }
}

/** Whether the running code still is in the scope of its request. */
export const isInside = (scope: Scope): boolean => currentScope()?.trace === scope.trace;

// A query may hold secrets.
const pathOf = ({ url = '', originalUrl = url }: { url?: string | undefined; originalUrl?: string }): string =>
  originalUrl.split('?', 1)[0] ?? '';

/** The body, as an instance of its class where that excludes some of it, or else the path. */
const inputOf = (request: AdapterRequest, { shown, taken }: Handler): unknown =>
  isEmpty(request.body) || !shown.input ? pathOf(request) : taken(request.body);

const routeOf = ({ route, routeOptions }: AdapterRequest): string | undefined => {
  const pattern = route?.path ?? routeOptions?.url;
  return typeof pattern === 'string' ? pattern : undefined;
};

const nameOf = (request: AdapterRequest): string => `${request.method ?? ''} ${routeOf(request) ?? pathOf(request)}`;

const isEmpty = (body: unknown): boolean =>
  body === undefined || body === null || (typeof body === 'object' && Object.keys(body).length === 0);
