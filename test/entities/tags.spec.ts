import { Recording } from './recording.js';

describe('tags of every trace', () => {
  const traceTags = { environment: 'test', release: '1' };
  const tagsIn = (line = ''): unknown => JSON.parse(line.slice(line.indexOf('data=') + 5, -1)).tags;

  it('are on each trace however it is opened, under its own', () => {
    const maxim = new Recording({ traceTags });
    maxim.trace({ id: 't1' });
    maxim.trace({ id: 't2', tags: { release: '2', a: 'b' } });
    maxim.session({ id: 's' }).trace({ id: 't3' });
    maxim.sessionTrace('s', { id: 't4' });
    const [first, second, session, third, fourth] = maxim.drain().map(tagsIn);
    expect([first, third, fourth]).toEqual([traceTags, traceTags, traceTags]);
    expect(second).toEqual({ environment: 'test', release: '2', a: 'b' });
    expect(session).toEqual({});
    maxim.host.open.close();
  });

  it('are known to the trace, with those given later', () => {
    const maxim = new Recording({ traceTags });
    const given = { a: 'b' };
    const trace = maxim.trace({ id: 't', tags: given });
    trace.addTag('c', 'd');
    expect(trace.tags).toEqual({ ...traceTags, a: 'b', c: 'd' });
    expect(given).toEqual({ a: 'b' });
    maxim.host.open.close();
  });
});
