import { Controller, Get, Res } from '@nestjs/common';
import { once } from 'node:events';
import { get } from 'node:http';
import { CurrentSignal } from '../../lib/index.js';
import { PLATFORMS, startApp } from './http-app.js';

const seen = new Map<string, AbortSignal>();
let called: () => void;

@Controller()
class Desk {
  @Get('long')
  async long(@CurrentSignal() signal: AbortSignal, @CurrentSignal() again: AbortSignal): Promise<void> {
    seen.set('long', signal).set('again', again);
    called();
    await once(signal, 'abort');
  }

  @Get('short')
  short(@CurrentSignal() signal: AbortSignal): string {
    seen.set('short', signal);
    return 'done';
  }

  @Get('own')
  own(@CurrentSignal() signal: AbortSignal, @Res() reply: { send(body: string): unknown }): void {
    seen.set('own', signal);
    reply.send('sent by hand');
  }
}

describe.each(PLATFORMS)('@CurrentSignal() on %s', (platform) => {
  for (const enabled of [true, false]) {
    it(`is aborted when the client goes away, the module being ${enabled ? 'enabled' : 'disabled'}`, async () => {
      const { app, url } = await startApp(platform, { controllers: [Desk], maxim: { enabled } });
      const arrived = new Promise<void>((resolve) => (called = resolve));
      const request = get(`${url}/long`).on('error', () => undefined);
      await arrived;
      const signal = seen.get('long');
      expect(signal?.aborted).toBe(false);
      expect(seen.get('again')).toBe(signal);
      request.destroy();
      if (signal && !signal.aborted) await once(signal, 'abort');
      expect(signal?.aborted).toBe(true);
      await app.close();
    });
  }

  it('is not aborted by a response that was sent in full', async () => {
    const { app, url } = await startApp(platform, { controllers: [Desk] });
    expect(await (await fetch(`${url}/short`)).text()).toBe('done');
    expect(await (await fetch(`${url}/own`)).text()).toBe('sent by hand');
    await app.close();
    expect([seen.get('short')?.aborted, seen.get('own')?.aborted]).toEqual([false, false]);
  });
});

it('@CurrentSignal() never aborts outside HTTP', () => {
  const [parameter] = Object.values(
    Reflect.getMetadata('__routeArguments__', Desk, 'short') as Record<
      string,
      { factory: (data: unknown, context: unknown) => AbortSignal }
    >,
  );
  const signal = parameter?.factory(undefined, { getType: () => 'rpc' });
  expect(signal).toBeInstanceOf(AbortSignal);
  expect(signal?.aborted).toBe(false);
});
