import { BadRequestException, HttpException } from '@nestjs/common';
import { RpcException } from '@nestjs/microservices';
import { connect } from 'node:net';
import { APICallError } from '@ai-sdk/provider';
import { CohereError } from 'cohere-ai';
import OpenAI from 'openai';
import { failureOf } from '../../lib/faults/failure.js';

const said = (thrown: unknown): string => failureOf(thrown, false).message;
const codeOf = (thrown: unknown): string | undefined => failureOf(thrown, false).code;
const coded = (message: string, code: string): Error => Object.assign(new Error(message), { code });

describe('what was thrown and is no error', () => {
  it.each([
    ['a text', 'broken', 'broken'],
    ['nothing', undefined, 'undefined'],
    ['an object', { error: 'bad', detail: { at: [1, 2n] } }, '{"error":"bad","detail":{"at":[1,"2"]}}'],
    ['an object whose message is one', { message: { en: 'bad' } }, '{"en":"bad"}'],
    ['an object that says nothing', new (class Nothing {})(), '[object Object]'],
    ['a fetch response', new Response('x', { status: 500 }), '[object Response]'],
    ['bytes', { body: new Uint8Array(9) }, '{"body":"[object Uint8Array]"}'],
  ])('says it: %s', (_, thrown, expected) => {
    expect(said(thrown)).toBe(expected);
  });

  it('is not said with all its code where it is a class', () => {
    expect(said(BadRequestException)).toBe('[Function BadRequestException]');
  });

  it('is bounded, and total', () => {
    const cyclic: Record<string, unknown> = { error: 'x'.repeat(1e6), list: Array.from({ length: 1e6 }, () => 'x') };
    cyclic['self'] = cyclic;
    expect(said(cyclic).length).toBeLessThan(600);
    const hostile = {
      get error(): never {
        throw new Error('no');
      },
    };
    expect(said(hostile)).toBe('An error that cannot be read');
    const { proxy, revoke } = Proxy.revocable(new Error('gone'), {});
    revoke();
    expect(failureOf(proxy, true)).toEqual({ message: 'An error that cannot be read' });
  });
});

describe('an error of which a part cannot be read', () => {
  const unreadable = (key: string): Error => {
    const error = coded('down', 'E_DOWN');
    void error.stack; // It is made when it is first asked for, of name and message.
    return Object.defineProperty(error, key, {
      get: () => {
        throw new Error('no');
      },
    });
  };
  const rest = { message: 'down', code: 'E_DOWN', type: 'Error', stack: expect.stringContaining('down') as unknown };
  const { message: _m, ...noMessage } = rest;
  const { code: _c, ...noCode } = rest;
  const { type: _t, ...noType } = rest;
  const { stack: _s, ...noStack } = rest;

  it.each([
    ['message', { ...noMessage, message: 'An error that cannot be read' }],
    ['code', noCode],
    ['name', noType],
    ['stack', noStack],
    ['statusCode', rest],
    ['cause', rest],
  ])('says the others: without %s', (key, expected) => {
    expect(failureOf(unreadable(key), true)).toEqual(expected);
  });
});

describe("an exception of Nest's", () => {
  it('says the messages of its response, and its code', () => {
    const thrown = new HttpException({ message: ['a must be x', 'b must be y'], code: 'E1' }, 500);
    expect(failureOf(thrown, false)).toEqual({
      message: 'a must be x, b must be y',
      code: 'E1',
      type: 'HttpException',
      status: 500,
    });
  });

  it.each([
    ['a pipe', new BadRequestException(['a must be x']), 'a must be x', '400'],
    ['no message', new HttpException({ reason: 'full' }, 503), '{"reason":"full"}', '503'],
    ['a text', new HttpException('Full', 503), 'Full', '503'],
    ['a message', new HttpException({ message: 'Full', code: 7 }, 503), 'Full', '7'],
    ['of a microservice', new RpcException({ code: 5, message: 'No desk' }), 'No desk', '5'],
  ])('by its response: %s', (_, thrown, message, code) => {
    expect(failureOf(thrown, false)).toMatchObject({ message, code });
  });

  it.each([
    ['that gives one', () => 404],
    ['that throws', () => { throw new Error('not asked'); }], // prettier-ignore
  ])('alone is asked for its status, no other error with a method of that name %s', (_, getStatus) => {
    const thrown = Object.assign(new Error('No desk'), { getStatus });
    expect(failureOf(thrown, false)).toEqual({ message: 'No desk', type: 'Error' });
  });

  it('keeps a message of its own', () => {
    const thrown = new HttpException({ reason: 'full' }, 503);
    thrown.message = 'The desk is full';
    expect(said(thrown)).toBe('The desk is full');
  });
});

describe('the causes of an error', () => {
  it('are said after it, and give it their code', async () => {
    const thrown: unknown = await fetch('http://localhost:2').catch((error: unknown) => error);
    expect(said(thrown)).toMatch(/^fetch failed: connect ECONNREFUSED /);
    const refused = coded('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED');
    expect(failureOf(new TypeError('fetch failed', { cause: refused }), false)).toEqual({
      message: 'fetch failed: connect ECONNREFUSED 127.0.0.1:1',
      code: 'ECONNREFUSED',
      type: 'TypeError',
    });
  });

  it('are said of a client whose provider cannot be reached', async () => {
    const client = new OpenAI({ apiKey: 'key', baseURL: 'http://localhost:2', maxRetries: 0 });
    const thrown: unknown = await client.models.list().catch((error: unknown) => error);
    expect(failureOf(thrown, false)).toMatchObject({
      message: expect.stringMatching(/^Connection error: fetch failed: connect ECONNREFUSED /) as string,
    });
  });

  it('are those of an AggregateError', async () => {
    const both = new AggregateError([coded('connect ::1:1', 'ECONNREFUSED'), new Error('connect 127.0.0.1:1'), 'late']);
    expect(failureOf(new TypeError('fetch failed', { cause: both }), false)).toMatchObject({
      message: 'fetch failed: connect ::1:1; connect 127.0.0.1:1; late',
      code: 'ECONNREFUSED',
    });
    const all: unknown = await Promise.any([Promise.reject(new Error('a')), Promise.reject(new Error('b'))]).catch(
      (error: unknown) => error,
    );
    expect(said(all)).toBe('All promises were rejected: a; b');
    const thrown = await new Promise((resolve) => connect({ host: 'localhost', port: 1 }).on('error', resolve));
    expect(said(thrown)).toContain('connect ECONNREFUSED');
  });

  it('are not said twice, nor where they are what a server answered', () => {
    const refused = new Error('connect ECONNREFUSED');
    expect(said(new Error('Cannot connect: connect ECONNREFUSED', { cause: refused }))).toBe(
      'Cannot connect: connect ECONNREFUSED',
    );
    expect(said(new Error('The desk is closed', { cause: Object.assign(new Error('401'), { status: 401 }) }))).toBe(
      'The desk is closed',
    );
    expect(codeOf(Object.assign(coded('a', 'E_A'), { cause: coded('b', 'E_B') }))).toBe('E_A');
    expect(codeOf(new HttpException('a', 502, { cause: coded('b', 'E_B') }))).toBe('502');
  });

  it('may be cyclic, without end, or unreadable', () => {
    const cyclic = new Error('a');
    cyclic.cause = new Error('b', { cause: cyclic });
    expect(said(cyclic)).toBe('a: b');
    let deep = new Error('0');
    for (let level = 1; level < 1000; level++) deep = new Error(`<${String(level)}>`, { cause: deep });
    expect(said(deep)).toBe('<999>: <998>: <997>: <996>: <995>: <994>');
    const nested = (levels: number): AggregateError =>
      new AggregateError(levels > 0 ? Array.from({ length: 9 }, () => nested(levels - 1)) : [], 'many');
    expect(said(nested(4)).length).toBeLessThan(600);
    const unreadable = {
      get message(): never {
        throw new Error('no');
      },
    };
    expect(said(new Error('a', { cause: unreadable }))).toBe('a');
  });
});

describe('the status that an error is answered with', () => {
  const statusOf = (thrown: unknown): number | undefined => failureOf(thrown, false).status;

  it.each([
    ['an HttpException', new HttpException('no', 404)],
    ['one of http-errors', Object.assign(new RangeError('no'), { status: 404, statusCode: 404, expose: true })],
    ['an object', { statusCode: 404, message: 'no', error: 'Not Found' }],
  ])('is that of %s', (_, thrown) => {
    expect(statusOf(thrown)).toBe(404);
  });

  class StripeError extends Error {
    readonly statusCode = 404;
  }

  it.each([
    ['what Nest answers with 500', Object.assign(new Error('no'), { status: 404, expose: true })],
    ['one that only has a statusCode', Object.assign(new Error('no'), { statusCode: 404 })],
    ['one without a message', { statusCode: 404 }],
    ['openai', new OpenAI.NotFoundError(404, {}, 'no', new Headers())],
    ['the AI SDK', new APICallError({ message: 'no', url: 'u', requestBodyValues: {}, statusCode: 404 })],
    ['Cohere', new CohereError({ message: 'no', statusCode: 404 })],
    ['a class of its own', new StripeError('no')],
    ['one that holds a response', Object.assign(new Error('no'), { statusCode: 404, response: {} })],
  ])('is none of %s', (_, thrown) => {
    expect(statusOf(thrown)).toBeUndefined();
  });
});
