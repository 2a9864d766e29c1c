import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import { map, Observable, tap } from 'rxjs';
import { runInScope } from '../context/current.js';
import { type Scope } from '../context/scope.js';
import { isInside, Requests } from './entry-points/http/requests.js';

/** Names a request's trace after its route, and reads its input and output. The module registers it for all routes. */
@Injectable()
export class MaximInterceptor implements NestInterceptor {
  constructor(@Inject(Requests) private readonly requests: Requests) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const known = context.getType() === 'http' ? this.requests.find(context.switchToHttp().getRequest()) : undefined;
    // It may also stand on a controller; once is enough.
    if (!known || known.trace.isWatched) return next.handle();
    const { scope, trace } = known;
    if (!trace.isDescribed) this.requests.describe(known, context);
    trace.begin();
    const run = <T>(fn: () => T): T => runInScope(scope, fn);
    return within(scope, next).pipe(
      map((value: unknown) => trace.output(value, run)),
      tap({ error: (error: unknown) => trace.error(error), finalize: () => (trace.isWatched = false) }),
    );
  }
}

/** What the handler gives, subscribed to inside the request's scope, should something on the way have left it. */
function within(scope: Scope, next: CallHandler): Observable<unknown> {
  if (isInside(scope)) return next.handle();
  return new Observable((subscriber) => runInScope(scope, () => next.handle().subscribe(subscriber)));
}
