import { nearest } from '../../lib/options/nearest.js';

const KNOWN = ['apiKey', 'baseUrl', 'captureInput', 'captureOutput', 'tags', 'user'];

describe('nearest', () => {
  it.each([
    ['apikey', 'apiKey'],
    ['APIKEY', 'apiKey'],
    ['baseURL', 'baseUrl'],
    ['tag', 'tags'],
    ['captureInputs', 'captureInput'],
    ['captureOutputt', 'captureOutput'],
    ['captrueInput', 'captureInput'],
    ['users', 'user'],
  ])('knows what %s means', (word, meant) => expect(nearest(word, KNOWN)).toBe(meant));

  it.each(['', 'x', 'timeout', 'capture', 'x'.repeat(1000), '😀'])('knows no word near %j', (word) => {
    expect(nearest(word, KNOWN)).toBeUndefined();
  });

  it('prefers the nearer one', () => expect(nearest('aab', ['abb', 'aab1', 'aab'])).toBe('aab'));
});
