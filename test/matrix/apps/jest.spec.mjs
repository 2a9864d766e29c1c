import { consume } from './consumer.mjs';

test('an ESM app under Jest', async () => {
  expect(await consume()).toMatch('delivered and recorded');
});
