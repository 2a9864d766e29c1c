import { Recording } from './recording.js';

const NOW = '2026-01-01T00:00:00.000Z';
const line = (tags: string, rest = ''): string =>
  `span{id=sp,action=add-error,data={"id":"e","tags":${tags},"startTimestamp":"${NOW}"${rest}}}`;

beforeEach(() => jest.useFakeTimers({ now: Date.parse(NOW) }));
afterEach(() => jest.useRealTimers());

describe('an error', () => {
  it('is sent again, under its id, with all that was added', () => {
    const maxim = new Recording();
    const error = maxim.spanError('sp', { id: 'e', message: 'm', tags: { a: 'b' } });
    error.addTag('c', 'd');
    error.addMetadata({ at: 1 });
    error.addMetadata({ of: 2 });
    expect(maxim.drain()).toEqual([
      line('{"a":"b"}', ',"message":"m"'),
      line('{"a":"b","c":"d"}', ',"message":"m"'),
      line('{"a":"b","c":"d"}', ',"message":"m","metadata":{"at":"1"}'),
      line('{"a":"b","c":"d"}', ',"message":"m","metadata":{"at":"1","of":"2"}'),
    ]);
  });

  it('may be given a time at which it was over', () => {
    const maxim = new Recording();
    const error = maxim.spanError('sp', { id: 'e', message: 'm' });
    maxim.drain();
    error.end(new Date('2026-01-01T00:00:01.000Z'));
    expect(maxim.drain()).toEqual([line('{}', ',"message":"m","endTimestamp":"2026-01-01T00:00:01.000Z"')]);
  });

  it('leaves the config as it was given', () => {
    const tags = { a: 'b' };
    const config = { message: 'm', tags };
    new Recording().spanError('sp', config).addTag('c', 'd');
    expect(config).toEqual({ message: 'm', tags: { a: 'b' } });
  });
});
