import { retaining, willRetain } from '../../context/retain.js';
import { beginIn } from '../../observe/cold.js';
import { demandParentheses, type Key, type Method, methodAt } from './method-at.js';
import { type MethodDecoratorFor, type MethodPlace } from './method-decorator.js';
import { alike } from './record-calls.js';

/**
 * Sends the trace of each call of the method, whatever `sampling` says: the trace that it runs in, else the first that
 * it opens before it awaits anything. Where it gives an Observable or a generator, each subscription and the first step
 * are such calls too. It may stand above or below other decorators.
 */
export const Keep: () => MethodDecoratorFor = (...given: unknown[]) => {
  demandParentheses('@Keep', given);
  willRetain();
  return (target: unknown, at: Key | MethodPlace, descriptor?: PropertyDescriptor): never => {
    const wrapper = keeping(methodAt(target, at, descriptor));
    if (typeof at === 'object') return wrapper as never;
    if (descriptor) descriptor.value = wrapper;
    return undefined as never;
  };
};

function keeping(method: Method): Method {
  const wrapper: Method = function (...args) {
    return beginIn(
      retaining,
      retaining(() => method.apply(this, args)),
    );
  };
  return alike(wrapper, method);
}
