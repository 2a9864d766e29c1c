// An ESM app with a CommonJS dependency: a service that requires the package, in an app that imports it.
import { createRequire } from 'node:module';
import { assertOneCopy, consume } from './consumer.mjs';

const require = createRequire(import.meta.url);
const { Support } = require('./consumer.cjs') as typeof import('./consumer.cjs');

await assertOneCopy(require);
console.log(await consume(Support));
