import { NestFactory } from '@nestjs/core';
import { startBackends } from './demo/backends.js';
import { runDemo } from './demo/demo.js';
import { forwarded } from './demo/forwarding.js';
import { printTraces } from './demo/print-traces.js';
import { QuickstartModule } from './demo/quickstart.module.js';
import { greeting, invitation, nextSteps } from './demo/words.js';

async function main(stays: boolean): Promise<void> {
  const backends = await startBackends(process.env);
  const app = await NestFactory.create(QuickstartModule.beside(backends), { logger: ['error', 'warn'] });
  // A signal then closes the app, and what was logged last is sent.
  app.enableShutdownHooks();
  await app.listen(process.env['PORT'] || 0, '127.0.0.1');
  const url = await app.getUrl();
  console.log(greeting(backends));
  if (stays) {
    console.log(invitation(url, backends));
    return printTraces(backends.collector, console.log);
  }
  try {
    await runDemo(url, backends.collector, console.log);
    await forwarded(backends.collector);
  } finally {
    await app.close();
  }
  console.log(nextSteps(backends));
}

main(process.argv.includes('--serve')).catch((error: unknown) => {
  console.error(`\n✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
