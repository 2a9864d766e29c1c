import { type RetrievalOptions } from '../../logger/element-options.js';
import { type Known, type MethodDecoratorFor, type UnboundOptions } from './method-decorator.js';
import { recordCalls } from './record-calls.js';

/** Records each call of the method as a retrieval: the arguments are the query, the result the documents. */
export function Retrieval<O extends UnboundOptions<RetrievalOptions>>(
  nameOrOptions: string | (O & Known<O, RetrievalOptions>) = {} as O & Known<O, RetrievalOptions>,
): MethodDecoratorFor<O> {
  return recordCalls('retrieval', nameOrOptions);
}
