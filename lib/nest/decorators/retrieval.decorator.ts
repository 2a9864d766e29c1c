import { type RetrievalOptions } from '../../logger/element-options.js';
import { type MethodDecoratorFor } from './method-decorator.js';
import { recordCalls } from './record-calls.js';

/** Records each call of the method as a retrieval: the arguments are the query, the result the documents. */
export function Retrieval<A extends unknown[] = [], R = unknown>(
  nameOrOptions: string | RetrievalOptions<A, R> = {},
): MethodDecoratorFor<A, R> {
  return recordCalls('retrieval', nameOrOptions);
}
