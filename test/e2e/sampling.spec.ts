import { EventEmitter, once } from 'node:events';
import { Controller, Get, HttpException, NotFoundException } from '@nestjs/common';
import { Keep, Span } from '../../lib/index.js';
import { ended, PLATFORMS, type RunningApp, startApp } from './http-app.js';

const later = new EventEmitter();

@Controller()
class Answers {
  @Get('fine')
  @Span()
  fine(): string {
    return 'fine';
  }

  @Get('kept')
  @Keep()
  @Span()
  kept(): string {
    return 'kept';
  }

  @Get('missing')
  missing(): never {
    throw new NotFoundException();
  }

  @Get('broken')
  broken(): never {
    throw new HttpException('broken', 503);
  }

  @Get('background')
  background(): string {
    void this.work().catch(() => undefined);
    return 'answered';
  }

  @Span()
  async work(): Promise<void> {
    await once(later, 'fail');
    throw new Error('late');
  }

  @Get('crash')
  crash(): never {
    throw new Error('crash');
  }
}

const session = () => ({ id: 'chat', name: 'Chat' });

describe.each(PLATFORMS)('requests on %s', (platform) => {
  let running: RunningApp | undefined;

  const start = async (maxim: Parameters<typeof startApp>[1]['maxim']): Promise<RunningApp> => {
    running = await startApp(platform, { controllers: [Answers], ...(maxim && { maxim }) });
    return running;
  };
  const get = async (...paths: string[]): Promise<void> => {
    for (const path of paths) await (await fetch(`${running?.url}/${path}`)).text();
  };
  afterEach(async () => {
    await running?.app.close();
    running = undefined;
  });

  it('are sampled out with their sessions, and kept where the handler says @Keep()', async () => {
    const { recorder } = await start({ sampling: { rate: 0 }, session });
    await get('fine', 'kept');
    await ended(recorder);
    expect(recorder.traces).toMatchObject([{ name: 'GET /kept', sessionId: 'chat', children: [{ type: 'span' }] }]);
    expect(recorder.lines.filter(({ entity }) => entity === 'session')).toHaveLength(1);
  });

  it('are kept where they failed', async () => {
    const { recorder } = await start({
      sampling: { rate: 0, keepErrors: true },
      entryPoints: { http: 'always' },
    });
    await get('fine', 'missing', 'crash');
    await ended(recorder);
    expect(recorder.traces).toMatchObject([{ name: 'GET /crash', status: 'error' }]);
  });

  it('are kept where what they began fails once they are answered', async () => {
    const { recorder } = await start({ sampling: { rate: 0, keepErrors: true } });
    await get('background', 'fine');
    expect(recorder.traces).toEqual([]);
    later.emit('fail');
    await ended(recorder);
    expect(recorder.traces).toMatchObject([{ name: 'GET /background', children: [{ status: 'error' }] }]);
  });

  it.each([
    [undefined, { missing: 'ok', broken: 'error' }],
    [404, { missing: 'error', broken: 'error' }],
    [504, { missing: 'ok', broken: 'ok' }],
  ])('are errors from the status %s on', async (errorStatus, expected) => {
    const { recorder } = await start({ ...(errorStatus && { errorStatus }), entryPoints: { http: 'always' } });
    await get('missing', 'broken');
    await ended(recorder, 2);
    const statuses = recorder.traces.map(({ name, status }) => [name?.replace('GET /', ''), status]);
    expect(Object.fromEntries(statuses)).toEqual(expected);
  });
});
