import { StreamableFile } from '@nestjs/common';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { observe } from '../../lib/observe/observe.js';
import { Recording, anywhere } from './recording.js';

describe('a StreamableFile of Nest', () => {
  it('is the same object with the same stream, and ends when that is read', async () => {
    const recording = new Recording();
    const stream = Readable.from(['a', 'b']);
    const file = new StreamableFile(stream, { type: 'text/plain' });
    expect(observe(file, recording, anywhere)).toBe(file);
    expect(file.getStream()).toBe(stream);
    expect(stream.readableFlowing).toBeNull();
    expect(recording.heard).toEqual(['streaming']);
    expect(await text(file.getStream())).toBe('ab');
    expect(recording.heard).toEqual(['streaming', ['chunk', 'a'], ['chunk', 'b'], ['ok', undefined]]);
  });

  it('may be of a buffer', async () => {
    const recording = new Recording();
    const file = observe(new StreamableFile(Buffer.from('bytes')), recording, anywhere);
    expect(file.getHeaders().length).toBe(5);
    expect(await text(file.getStream())).toBe('bytes');
    expect(recording.endings).toEqual([['ok', undefined]]);
  });

  it('is cancelled when its stream is destroyed', async () => {
    const recording = new Recording();
    const file = observe(new StreamableFile(new PassThrough()), recording, anywhere);
    file.getStream().destroy();
    await new Promise((resolve) => setImmediate(resolve));
    expect(recording.endings).toEqual(['cancelled']);
  });
});
