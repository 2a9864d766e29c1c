import { Branches } from '../../lib/observe/branches.js';
import { Ending } from '../../lib/observe/ending.js';
import { Recording, anywhere } from './recording.js';

const endings: [string, (ending: Ending) => void][] = [
  ['ok', (ending) => ending.ok(1)],
  ['error', (ending) => ending.error(new Error('no'))],
  ['cancelled', (ending) => ending.cancelled()],
  ['deferred', (ending) => void ending.defer(anywhere)],
];

describe('an ending', () => {
  it.each(endings)('comes once, and nothing after it: %s', (_, end) => {
    const recording = new Recording();
    const ending = new Ending(recording);
    end(ending);
    const heard = [...recording.heard];
    expect(heard.length).toBe(_ === 'deferred' ? 0 : 1);
    for (const [, again] of endings) again(ending);
    ending.chunk('late');
    expect(recording.heard).toEqual(heard);
  });

  it.each<[string, unknown]>([
    ['AbortError', new DOMException('stop', 'AbortError')],
    ['a premature close', Object.assign(new Error('closed'), { code: 'ERR_STREAM_PREMATURE_CLOSE' })],
    ['the abort of an SDK', new (class APIUserAbortError extends Error {})('Request was aborted.')],
  ])('by an abort is no error: %s', (_, error) => {
    const recording = new Recording();
    new Ending(recording).error(error);
    expect(recording.heard).toEqual(['cancelled']);
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['a string', 'AbortError'],
    ['a timeout', new DOMException('late', 'TimeoutError')],
    ['one that cannot be read', new Proxy({}, { get: () => { throw new Error('hands off'); } })], // prettier-ignore
  ])('by whatever else is an error: %s', (_, error) => {
    const recording = new Recording();
    new Ending(recording).error(error);
    expect(recording.heard.map(([word]) => word)).toEqual(['error']);
    expect(Object.is(recording.heard[0]?.[1], error)).toBe(true);
  });

  it('announces once that it is a stream, and that it waits', () => {
    let announced = 0;
    const recording = new Recording();
    recording.pending = () => void announced++;
    const ending = new Ending(recording);
    for (let n = 0; n < 2; n++) {
      ending.streaming();
      ending.wait();
    }
    expect(recording.heard).toEqual(['streaming']);
    expect(announced).toBe(1);
  });

  it('that waits anew, as a promise that gave a stream, has not started', () => {
    const ending = new Ending(new Recording());
    ending.wait();
    ending.begin();
    ending.wait();
    expect(ending.started).toBe(false);
  });
});

it('the branches of a stream end it by the last of them to be cancelled', () => {
  const recording = new Recording();
  const branches = new Branches(new Ending(recording));
  const [left, right] = [branches.open(), branches.open()];
  left.chunk?.('a');
  left.cancelled();
  expect(recording.endings).toEqual([]);
  right.chunk?.('a');
  right.chunk?.('b');
  right.cancelled();
  expect(recording.heard).toEqual([['chunk', 'a'], ['chunk', 'b'], 'cancelled']);
});
