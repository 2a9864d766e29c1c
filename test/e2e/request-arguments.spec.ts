import { Body, Controller, type ExecutionContext, Injectable, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Span } from '../../lib/index.js';
import { ended, PLATFORMS, type RunningApp, startApp } from './http-app.js';

@Injectable()
class Guard {
  @Span()
  canActivate(_context: ExecutionContext): boolean {
    return true;
  }
}

@Controller()
class Desk {
  constructor(private readonly modules: ModuleRef) {}

  @Span({ name: 'handler' })
  @UseGuards(Guard)
  @Post('orders/:id')
  order(@Req() request: object, @Res({ passthrough: true }) response: object, @Body() body: Buffer): string {
    this.file(request, response, this.modules, this, Buffer.from(JSON.stringify(body)));
    return 'filed';
  }

  @Span({ name: 'service' })
  file(..._given: unknown[]): void {
    // What is logged of it is the point.
  }
}

describe.each(PLATFORMS)('what hangs on the app, as an argument, on %s', (platform) => {
  let running: RunningApp;
  beforeEach(async () => {
    running = await startApp(platform, { controllers: [Desk], providers: [Guard] });
  });
  afterEach(() => running.app.close());

  it('is told in a few words', async () => {
    const { url, recorder } = running;
    const response = await fetch(`${url}/orders/7?secret=s3cr3t`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: 'sid=s3cr3t' },
      body: '{"note":"hi"}',
    });
    expect(response.status).toBe(201);
    await ended(recorder);
    const input = (name: string): unknown => {
      const span = recorder.find({ type: 'span', name });
      return JSON.parse(span?.metadata['input'] ?? '') as unknown;
    };
    const request = { type: 'request', method: 'POST', route: '/orders/:id', params: { id: '7' } };
    const answer = { type: 'response', statusCode: expect.any(Number) as number };
    expect(input('handler')).toEqual([request, answer, { note: 'hi' }]);
    expect(input('service')).toEqual([request, answer, '[ModuleRef]', '[Desk]', '[Buffer 13 bytes]']);
    expect(input('Guard.canActivate')).toMatchObject({ args: expect.arrayContaining([request, answer]) as unknown });
    expect(JSON.stringify(recorder.lines)).not.toContain('s3cr3t');
  });
});
