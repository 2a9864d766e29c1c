import { assertOneCopy, consume } from './consumer.cjs';

async function main(): Promise<void> {
  await assertOneCopy(require);
  console.log(await consume());
}

void main();
