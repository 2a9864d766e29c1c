import { createRequire } from 'node:module';
import { assertOneCopy, consume } from './consumer.mjs';

await assertOneCopy(createRequire(import.meta.url));
console.log(await consume());
