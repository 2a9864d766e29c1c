import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { existsSync, readdirSync } from 'node:fs';
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

  it('are not even copied where no content is captured', async () => {
    const collector = await collecting();
    const dir = temporaryFolder();
    const { app, maxim } = await appWith({
      ...{ baseUrl: collector.url, captureContent: false, transport: { spool: { dir } } },
    });
    maxim.withTrace({ name: 'look' }, (trace) => {
      trace.addAttachment({ type: 'fileData', data: PNG });
    });
    await maxim.flush();
    expect(collector.traces()).toMatchObject([{ name: 'look' }]);
    expect(collector.traces()[0]).not.toHaveProperty('attachments.0');
    expect(existsSync(dir) && readdirSync(dir)).toEqual([]);
    await app.close();
  });
});
