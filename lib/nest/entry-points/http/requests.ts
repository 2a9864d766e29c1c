import { type ExecutionContext, HttpException } from '@nestjs/common';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { currentScope, runInScope } from '../../../context/current.js';
import { type Scope } from '../../../context/scope.js';
import { hidesParameters } from '../../decorators/no-capture.decorator.js';
import { type MaximApp } from '../../maxim.providers.js';
import { RequestTrace } from './request-trace.js';

/** A request as its framework's adapter shows it: Fastify's holds Node's own. */
interface AdapterRequest {
  readonly method: string;
  readonly url: string;
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

  /** Runs the rest of a request inside the scope of its trace, which ends when the response closes. */
  readonly middleware = (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const { http } = this.app.requests;
    if (http === false || this.known.has(request)) {
      next();
      return;
    }
    const { logger } = this.app;
    const name = `${request.method ?? ''} ${pathOf(request)}`;
    const { trace, scope } = logger.openUnit({ name }, http === 'lazy');
    const requestTrace = new RequestTrace(trace);
    this.known.set(request, { scope, trace: requestTrace });
    response.once('close', () => requestTrace.end(response.writableFinished));
    runInScope(scope, next);
  };

  find(request: AdapterRequest): KnownRequest | undefined {
    return this.known.get(request.raw ?? request);
  }

  /** Adds what is known of a request once its route is. */
  describe({ trace: requestTrace }: KnownRequest, context: ExecutionContext): void {
    const { trace } = requestTrace;
    const { logger, requests } = this.app;
    const { traceName, session, user, traceTags } = requests.hooks;
    const request: AdapterRequest = context.switchToHttp().getRequest();
    const ask = <T>(hook: ((context: ExecutionContext) => T) | undefined, name: string): T | undefined =>
      hook && this.ask(name, () => hook(context));

    trace.rename(ask(traceName, 'traceName') ?? `${request.method} ${routeOf(request) ?? pathOf(request)}`);
    for (const [key, value] of Object.entries(ask(traceTags, 'traceTags') ?? {})) trace.addTag(key, value);
    const asker = ask(user, 'user');
    if (asker !== undefined) trace.addTag('user', asker);
    const reference = ask(session, 'session');
    if (typeof reference === 'string' && reference !== '') trace.addToSession(reference);
    else if (typeof reference === 'object') {
      trace.addToSession(reference.id);
      requestTrace.inSession(() => logger.session(reference));
    }
    requestTrace.input(() => (isEmpty(request.body) || isHidden(context) ? pathOf(request) : request.body));
  }

  /** Notes that the handler failed; an answer below 500 is no error of the trace. */
  fail({ trace: requestTrace }: KnownRequest, error: unknown): void {
    if (error instanceof HttpException && error.getStatus() < 500) return;
    requestTrace.fail(() => this.app.logger.recordError(requestTrace.trace, error));
  }

  /** Asks a hook of the app's; one that throws is reported once, and its answer left out. */
  private ask<T>(name: string, hook: () => T): T | undefined {
    try {
      return hook();
    } catch (error) {
      this.app.reporter.report('warn', `hook ${name}`, `The option "${name}" threw; traces go without it.`, error);
      return undefined;
    }
  }
}

/** Whether the running code still is in the scope of its request. */
export const isInside = (scope: Scope): boolean => currentScope()?.trace === scope.trace;

// A query may hold secrets.
const pathOf = ({ url = '', originalUrl = url }: { url?: string | undefined; originalUrl?: string }): string =>
  originalUrl.split('?', 1)[0] ?? '';

const routeOf = ({ route, routeOptions }: AdapterRequest): string | undefined => {
  const pattern = route?.path ?? routeOptions?.url;
  return typeof pattern === 'string' ? pattern : undefined;
};

const isHidden = (context: ExecutionContext): boolean =>
  hidesParameters(context.getClass().prototype as object, context.getHandler().name);

const isEmpty = (body: unknown): boolean =>
  body === undefined || body === null || (typeof body === 'object' && Object.keys(body).length === 0);
