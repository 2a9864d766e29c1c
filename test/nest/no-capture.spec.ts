import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { Generation, NoCapture, Span, ToolCall } from '../../lib/index.js';
import { ended, startApp } from '../e2e/http-app.js';
import { recordedLogger } from '../logger/recorded-logger.js';

class Bank {
  @Span()
  pay(_amount: number, @NoCapture() _pin: string, _note: string): void {
    // What is logged of it is the point.
  }

  @Span({ name: 'outer', omit: [0] })
  @Generation({ name: 'inner', model: 'm' })
  ask(_question: string, @NoCapture() _key: string, @NoCapture() _user: string, _tone: string): string {
    return 'yes';
  }

  @Span()
  send(_amount: number, @NoCapture() ..._pins: string[]): void {
    // What is logged of it is the point.
  }

  @Span()
  store(_amount: number, @NoCapture() _pin = '0000', _note = 'none'): void {
    // What is logged of it is the point.
  }

  @ToolCall()
  static lookUp(@NoCapture() _token: string, _id: number): string {
    return 'found';
  }
}

class Branch extends Bank {
  @Span()
  override pay(_amount: number, _pin: string, _note: string): void {
    // Its own parameters are not hidden.
  }
}

@Controller()
class Desk {
  @Post('secret')
  secret(@NoCapture() @Body() _body: { pin: string }): string {
    return this.work();
  }

  @Post('open')
  open(@Body() _body: { pin: string }): string {
    return this.work();
  }

  @Get('none')
  none(@NoCapture() @Query('q') _q: string): string {
    return this.work();
  }

  @Span()
  work(): string {
    return 'done';
  }
}

describe('@NoCapture()', () => {
  it('keeps its parameter out of every element of the method, with what omit leaves out', async () => {
    const { recorder, close } = await recordedLogger();
    const bank = new Bank();
    bank.pay(5, '1234', 'rent');
    bank.ask('may I?', 'key', 'me', 'kind');
    Bank.lookUp('token', 7);
    expect(recorder.find({ type: 'span', name: 'Bank.pay' })?.metadata['input']).toBe('[5,"rent"]');
    expect(recorder.find({ type: 'span', name: 'outer' })?.metadata['input']).toBe('"kind"');
    expect(recorder.find({ type: 'generation', name: 'inner' })?.metadata['input']).toBe('["may I?","kind"]');
    expect(recorder.find({ type: 'tool_call', name: 'Bank.lookUp' })).toMatchObject({ args: '7' });
    await close();
  });

  it('hides all that a rest parameter takes, and no more than its parameter else', async () => {
    const { recorder, close } = await recordedLogger();
    new Bank().send(5, '1234', '5678', '9012');
    new Bank().store(5, '1234', 'rent');
    expect(recorder.find({ type: 'span', name: 'Bank.send' })?.metadata['input']).toBe('5');
    expect(recorder.find({ type: 'span', name: 'Bank.store' })?.metadata['input']).toBe('[5,"rent"]');
    await close();
  });

  it('speaks for its own method, not for one that overrides it', async () => {
    const { recorder, close } = await recordedLogger();
    new Branch().pay(5, '1234', 'rent');
    expect(recorder.find({ type: 'span', name: 'Branch.pay' })?.metadata['input']).toBe('[5,"1234","rent"]');
    await close();
  });

  it('keeps the body out of the trace of a request to its handler', async () => {
    const { app, url, recorder } = await startApp('express', { controllers: [Desk] });
    const post = (path: string) =>
      fetch(url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ note: 'private' }),
      });
    await post('/secret');
    await post('/open');
    await fetch(`${url}/none?q=private`);
    await ended(recorder, 3);
    const inputs = Object.fromEntries(recorder.traces.map(({ name, input }) => [name, input]));
    expect(inputs).toEqual({
      'POST /secret': '/secret',
      'POST /open': '{"note":"private"}',
      'GET /none': '/none',
    });
    await app.close();
  });

  it('is refused on a constructor', () => {
    expect(() => NoCapture()(Bank, undefined, 0)).toThrow(/constructor.*Put it on the parameter/);
  });
});
