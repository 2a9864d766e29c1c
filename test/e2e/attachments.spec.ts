import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { existsSync, readdirSync } from 'node:fs';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Generation, MaximLogger, MaximModule, type MaximModuleOptions } from '../../lib/index.js';
import { collecting } from '../collector/collecting.js';
import { removeTemporaryFolders, temporaryFolder } from '../transport/spool/temporary.js';

afterEach(removeTemporaryFolders);

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const QUESTION = [
  {
    role: 'user',
    content: [
      { type: 'text', text: 'What is this?' },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG.toString('base64')}` } },
    ],
  },
];

@Injectable()
class Vision {
  @Generation({ model: 'm' })
  describe(_messages: unknown[]): string {
    return 'A lamp.';
  }
}

async function appWith(options: MaximModuleOptions) {
  @Module({ imports: [MaximModule.forRoot({ apiKey: 'k', repositoryId: 'r', ...options })], providers: [Vision] })
  class Root {}
  const app = await NestFactory.createApplicationContext(Root, { logger: false });
  return { app, maxim: app.get(MaximLogger), vision: app.get(Vision) };
}

describe('an app’s files', () => {
  it('show in the collector: one attached by hand, and an image out of the messages of a model’s call', async () => {
    const collector = await collecting();
    const dir = temporaryFolder();
    const { app, maxim, vision } = await appWith({ baseUrl: collector.url, transport: { spool: { dir } } });
    maxim.withTrace({ name: 'look' }, (trace) => {
      trace.addAttachment({ type: 'fileData', name: 'notes.md', data: Buffer.from('# Notes') });
      return vision.describe(QUESTION);
    });
    await maxim.flush();
    expect(collector.traces()).toMatchObject([
      {
        name: 'look',
        attachments: [{ name: 'notes.md', mimeType: 'text/markdown', size: 7 }],
        children: [
          {
            type: 'generation',
            messages: [{ role: 'user', content: 'What is this?' }],
            attachments: [{ mimeType: 'image/png', size: PNG.length, tags: { attachedTo: 'input' } }],
          },
        ],
      },
    ]);
    await app.close();
  });

  it.each<[string, (maxim: MaximLogger) => Promise<void>]>([
    ['flush', (maxim) => maxim.flush()],
    ['close', (maxim) => maxim.close()],
  ])('are waited for by %s, while they come in and while their lines are redacted', async (_, waits) => {
    const collector = await collecting();
    const redact = async ({ value }: { value: unknown }): Promise<unknown> => {
      await new Promise(setImmediate);
      return JSON.parse(JSON.stringify(value).replace('Ann', 'A.'));
    };
    const transport = { spool: { dir: temporaryFolder() }, shutdownTimeout: 30_000 };
    const { app, maxim } = await appWith({ baseUrl: collector.url, redact, transport });
    async function* slow(): AsyncGenerator<Buffer> {
      for (const part of ['one, ', 'two, ', 'three']) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        yield Buffer.from(part);
      }
    }
    maxim.withTrace({ name: 'look', input: () => 'Ann asks' }, (trace) => {
      const data = Readable.from(slow());
      trace.addAttachment({ type: 'fileData', name: 'count.txt', metadata: { by: 'Ann' }, data });
    });
    await waits(maxim);
    expect(collector.traces()).toMatchObject([
      { input: 'A. asks', attachments: [{ name: 'count.txt', size: 15, metadata: { by: 'A.' } }] },
    ]);
    expect(maxim.stats()).toMatchObject({ queued: 0, spooled: 0, dropped: 0 });
    await app.close();
  });

  it('that never end hold up no shutdown longer than its time, nor does a redact that never answers', async () => {
    const collector = await collecting();
    let answer: (value: unknown) => void = () => undefined;
    const answered = new Promise((resolve) => (answer = resolve));
    const transport = { spool: { dir: temporaryFolder() }, shutdownTimeout: 50 };
    const { app, maxim } = await appWith({ baseUrl: collector.url, redact: () => answered, transport });
    const never = new PassThrough();
    maxim.withTrace({ name: 'look' }, (trace) => trace.addAttachment({ type: 'fileData', data: never }));
    let isRedacted = false;
    const flushed = maxim.flush().then(() => (isRedacted = true));
    await app.close();
    // Without a shutdown, what is being redacted is waited for five seconds.
    expect(isRedacted).toBe(false);
    never.destroy();
    answer('');
    await flushed;
  });

  it.each<[string, MaximModuleOptions]>([
    ['no content is captured', { captureContent: false }],
    ['no content of that trace is captured', { captureContent: () => false }],
    ['the trace is not among the share that is sent', { sampling: { rate: 0 } }],
    ['nothing is logged', { enabled: false }],
  ])('are not even copied where %s, and whoever writes into a stream is not held up', async (_, options) => {
    const collector = await collecting();
    const dir = temporaryFolder();
    const { app, maxim } = await appWith({ baseUrl: collector.url, transport: { spool: { dir } }, ...options });
    const written = new PassThrough({ highWaterMark: 10 });
    const failing = new PassThrough();
    maxim.withTrace({ name: 'look' }, (trace) => {
      trace.addAttachment({ type: 'fileData', data: PNG });
      for (const data of [written, failing]) trace.addAttachment({ type: 'fileData', data });
    });
    await pipeline(Readable.from(Array.from({ length: 100 }, () => PNG)), written);
    failing.destroy(new Error('the far end is gone'));
    await maxim.flush();
    expect(collector.traces().flatMap(({ attachments }) => attachments ?? [])).toEqual([]);
    expect(existsSync(dir) && readdirSync(dir)).toEqual([]);
    await app.close();
  });
});
