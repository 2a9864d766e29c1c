import { MaximFault } from '../../lib/faults/fault.js';

describe('MaximFault', () => {
  it('is an error with a code, and a message that ends with the cure', () => {
    const fault = new MaximFault('invalid-id', 'The id "a b" is wrong.', 'Use letters.');
    expect(fault).toBeInstanceOf(Error);
    expect(fault.name).toBe('MaximFault');
    expect(fault.code).toBe('invalid-id');
    expect(fault.message).toBe('The id "a b" is wrong. Use letters.');
  });

  it('keeps the error below it as its cause, and has none where there is none', () => {
    const below = new Error('socket hang up');
    expect(new MaximFault('unreachable', 'a', 'b', below).cause).toBe(below);
    expect(new MaximFault('unreachable', 'a', 'b')).not.toHaveProperty('cause');
  });

  it('says its name first when it is printed', () => {
    expect(String(new MaximFault('wrong-use', 'It is wrong.', 'Do it right.'))).toBe(
      'MaximFault: It is wrong. Do it right.',
    );
  });
});
