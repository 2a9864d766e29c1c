import { type Attachment, type UrlAttachment } from '../../lib/entities/configs.js';
import { type FileKeeper } from '../../lib/protocol/file.js';
import { Recording, withoutNewIds } from './recording.js';

const PNG = 'iVBORw0KGgo=';
const HEAD = '"id":"a","type"';
const KEY = '"key":"repo/trace/t/files/original/a"';

/** Keeps nothing, and says that it did; or that it cannot. */
const keeper = (fault?: Error): FileKeeper => ({
  keep: (_, __, mimeType = 'text/plain') =>
    fault ? Promise.reject(fault) : Promise.resolve({ file: '/kept', mimeType, size: 3 }),
  settled: () => Promise.resolve(),
});

async function written(attachment: Attachment, files?: FileKeeper, entity: 'trace' | 'generation' = 'trace') {
  const maxim = new Recording({ ...(files && { files }) });
  if (entity === 'trace') maxim.traceAddAttachment('t', attachment);
  else maxim.generationAddAttachment('t', attachment);
  await new Promise(setImmediate);
  return maxim.drain();
}

describe('an attachment', () => {
  const url: UrlAttachment = { id: 'a', type: 'url', url: 'https://x.example/a.png', mimeType: 'image/png', size: 7 };

  it('by URL is written at once', async () => {
    expect(await written(url, keeper(new Error('not asked')))).toEqual([
      `trace{id=t,action=add-attachment,data={${HEAD}:"url","mimeType":"image/png","size":7,${KEY},"url":"https://x.example/a.png"}}`,
    ]);
  });

  it.each<[Attachment, string]>([
    [{ id: 'a', type: 'file', path: '/tmp/report.md' }, '"file","name":"report.md"'],
    [{ id: 'a', type: 'file', path: '/tmp/report.md', name: 'r' }, '"file","name":"r"'],
    [{ id: 'a', type: 'fileData', data: Buffer.from('abc'), tags: { k: 'v' } }, '"fileData","tags":{"k":"v"}'],
  ])('with a file is written once that is kept, and ends with where: %p', async (attachment, named) => {
    expect(await written(attachment, keeper())).toEqual([
      `trace{id=t,action=add-attachment,data={${HEAD}:${named},${KEY},"file":"/kept","mimeType":"text/plain","size":3}}`,
    ]);
  });

  it('with a file is written at once where nothing is uploaded, as in a recorder', async () => {
    expect(await written({ id: 'a', type: 'file', path: '/tmp/a.pdf', mimeType: 'x/y' })).toEqual([
      `trace{id=t,action=add-attachment,data={${HEAD}:"file","name":"a.pdf",${KEY},"mimeType":"x/y"}}`,
    ]);
  });

  it('that cannot be kept is an error of its trace or span, and a tag of another element', async () => {
    const attachment: Attachment = { type: 'file', path: '/tmp/a.mp4' };
    const files = keeper(new Error('it has more than 50000000 bytes'));
    const [error] = await written(attachment, files);
    expect(error).toContain('action=add-error');
    expect(error).toContain('"message":"a.mp4 was not attached: it has more than 50000000 bytes."');
    expect(await written(attachment, files, 'generation')).toEqual([
      'generation{id=t,action=update,data={"tags":{"attachmentError":"a.mp4 was not attached: it has more than 50000000 bytes."}}}',
    ]);
  });

  it.each([{ type: 'file' }, { type: 'fileData', data: 7 }, { type: 'fileData', data: {} }, { type: 'other' }])(
    'with nothing to attach is wrong use: %p',
    (attachment) => {
      const maxim = new Recording();
      maxim.traceAddAttachment('t', attachment as Attachment);
      expect(maxim.drain()).toEqual([]);
      expect(maxim.reports).toEqual([expect.stringContaining('has nothing to attach. Give { type: "file", path }')]);
      expect(() => new Recording({ strict: true }).traceAddAttachment('t', attachment as Attachment)).toThrow(
        expect.objectContaining({ code: 'wrong-use' }),
      );
    },
  );
});

describe('images in messages', () => {
  const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } };
  const linked = { type: 'image_url', image_url: { url: 'https://x.example/a.png' } };
  const text = { type: 'text', text: 'What is this?' };

  it.each([
    [[text, image], '"What is this?"'],
    [[image, image], '""'],
    [[text, linked, image], JSON.stringify([text, linked])],
  ])('are attached, and not sent inline as well: %p', async (content, left) => {
    const maxim = new Recording({ files: keeper() });
    const generation = maxim.trace({ id: 't' }).generation({ id: 'g', messages: [{ role: 'user', content }] });
    maxim.drain();
    generation.addMessages([{ role: 'user', content }]);
    await new Promise(setImmediate);
    const lines = withoutNewIds(maxim.drain());
    const attached = lines.filter((line) => line.includes('add-attachment'));
    expect(attached).toHaveLength(2 * content.filter((part) => part === image).length);
    expect(attached[0]).toContain('"tags":{"attachedTo":"input"}');
    expect(attached[0]).toContain('"mimeType":"image/png"');
    expect(lines.find((line) => line.includes('messages'))).toContain(`"content":${left}`);
    expect(lines.join()).not.toContain(PNG);
  });

  it('that are linked, or in messages that cannot be read, stay where they are', () => {
    const maxim = new Recording({ files: keeper() });
    const messages = [{ role: 'user', content: [linked] }];
    const unreadable = [
      {
        role: 'user',
        get content(): string {
          throw new Error('closed');
        },
      },
    ];
    const trace = maxim.trace({ id: 't' });
    trace.generation({ id: 'g', messages });
    trace.generation({ id: 'h', messages: unreadable });
    const lines = maxim.drain().join('\n');
    expect(lines).toContain('https://x.example/a.png');
    expect(lines).toContain('[Unreadable: closed]');
  });
});
