import { type Attachment } from '../../lib/entities/configs.js';
import { Recording } from './recording.js';

const LOCAL: Attachment[] = [
  { type: 'file', path: '/tmp/a.pdf' },
  { type: 'fileData', data: new Uint8Array([1]) },
];

describe('an attachment that would have to be uploaded', () => {
  it.each(LOCAL)('is refused with one warning that names the cure: $type', (attachment) => {
    const maxim = new Recording();
    maxim.traceAddAttachment('t', attachment);
    maxim.traceAddAttachment('t', attachment);
    expect(maxim.drain()).toEqual([]);
    expect(maxim.reports).toEqual([
      `An attachment of type "${attachment.type}" is not uploaded yet. Attach it by its address: { type: "url", url }.`,
    ]);
  });

  it('throws in strict mode', () => {
    const maxim = new Recording({ strict: true });
    expect(() => maxim.traceAddAttachment('t', { type: 'file', path: '/tmp/a.pdf' })).toThrow(
      expect.objectContaining({ code: 'wrong-use' }),
    );
  });
});
