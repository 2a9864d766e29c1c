import fc from 'fast-check';
import { harness, line } from './harness.js';

const input = (value: unknown, options = {}): unknown =>
  harness({ redactCards: true, ...options }).dataOf(line('trace', 't', 'update', { input: value }))['input'];

describe('redactCards', () => {
  it.each([
    ['Visa', '4111111111111111'],
    ['Visa of 13 digits', '4222222222222'],
    ['Visa in groups', '4111 1111 1111 1111'],
    ['Visa in groups that do not break', '4111\u00a01111\u00a01111\u202f1111'],
    ['Mastercard', '5555-5555-5555-4444'],
    ['Mastercard of the 2 series', '2223003122003222'],
    ['American Express', '3782 822463 10005'],
    ['Diners Club', '3056 930902 5904'],
    ['Discover', '6011111111111117'],
    ['19 digits', '6304 0000 0000 0000 000'],
  ])('hides a number of %s', (_network, card) => {
    expect(input(`pay with ${card}, please`)).toBe('pay with [REDACTED], please');
    expect(input(`{"card":"${card}"}`)).toBe('{"card":"[REDACTED]"}');
  });

  it.each([
    ['a wrong check digit', '4111 1111 1111 1112'],
    ['too few digits', '411111111111'],
    ['too many digits', '41111111111111111111'],
    ['a time in ms', '1732492800004'],
    ['a fraction', '0.4111111111111111'],
    ['groups of dates and phone numbers', '2024-11-25 +49 30 901820'],
    ['other separators', '4111.1111.1111.1111'],
  ])('leaves %s as it is', (_what, text) => {
    expect(input(text)).toBe(text);
  });

  it('finds a card among other numbers', () => {
    expect(input('2024-11-25 4111 1111 1111 1111 5555555555554444')).toBe('2024-11-25 [REDACTED] [REDACTED]');
    expect(input('order 1234 4111 1111 1111 1111')).toBe('order 1234 [REDACTED]');
  });

  it('looks into structures, and into numbers', () => {
    const { dataOf } = harness({ redactCards: true });
    const messages = [{ role: 'user', content: [{ type: 'text', text: '4111111111111111' }] }];
    expect(dataOf(line('generation', 'g', 'update', { messages }))).toEqual({
      messages: [{ role: 'user', content: [{ type: 'text', text: '[REDACTED]' }] }],
    });
    expect(input({ pan: 4111111111111111, cvc: 123 })).toBe('{"pan":"[REDACTED]","cvc":123}');
  });

  it('is off by default, and hides cards with redactSecrets off as well', () => {
    expect(input('4111111111111111', { redactCards: false })).toBe('4111111111111111');
    expect(input('4111111111111111 password=hunter2', { redactSecrets: false })).toBe('[REDACTED] password=hunter2');
  });

  it('never leaves a whole card, whatever stands around it', () => {
    const around = fc.string().filter((text) => !/\d/.test(text));
    fc.assert(
      fc.property(around, around, (before, after) => {
        expect(input(`${before}4111111111111111${after}`)).not.toContain('4111111111111111');
      }),
    );
  });
});
