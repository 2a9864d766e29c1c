import { createRequire } from 'node:module';
import { assertOneCopy, consume } from './consumer.mjs';

const require = createRequire(import.meta.url);

test('an ESM app with a CommonJS dependency under Vitest', async () => {
  await assertOneCopy(require);
  expect(await consume(require('./consumer.cjs').Support)).toMatch('delivered and recorded');
});
