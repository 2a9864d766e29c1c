import { retaining, willRetain } from '../../context/retain.js';
import { beginIn } from '../../observe/cold.js';
import { type MethodDecoratorFor, type MethodPlace } from './method-decorator.js';
import { alike, checked, type Key, type Method } from './record-calls.js';

/**
 * Sends the trace of each call of the method, whatever `sampling` says: the trace that it runs in, else the first that
 * it opens before it awaits anything. Where it gives an Observable or a generator, each subscription and the first step
 * are such calls too. It may stand above or below other decorators.
 */
export function Keep(): MethodDecoratorFor {
  willRetain();
  return (target: unknown, at: Key | MethodPlace, descriptor?: PropertyDescriptor): never => {
    if (typeof at === 'object') return keeping(checked(target, at.name)) as never;
    const wrapper = keeping(checked(descriptor?.value, at));
    if (descriptor) descriptor.value = wrapper;
    return undefined as never;
  };
}

function keeping(method: Method): Method {
  const wrapper: Method = function (...args) {
    return beginIn(
      retaining,
      retaining(() => method.apply(this, args)),
    );
  };
  return alike(wrapper, method);
}
