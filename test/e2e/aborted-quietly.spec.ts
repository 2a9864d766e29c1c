import { Logger } from '@nestjs/common';
import { get } from 'node:http';
import { MaximLogger } from '../../lib/index.js';
import { type GenerationNode, type TreeNode } from '../../lib/testing/index.js';
import { ended, PLATFORMS, type RunningApp, startApp } from './http-app.js';
import { type Alone, Desk, Models, startModel, type Streaming, wait, type Writing } from './quiet-streams.js';

let close: () => void;
beforeAll(async () => {
  close = await startModel();
});
afterAll(() => close());

const generationsIn = (nodes: readonly TreeNode[]): GenerationNode[] =>
  nodes.flatMap((node) => [...(node.type === 'generation' ? [node] : []), ...generationsIn(node.children)]);

describe.each(PLATFORMS)('on %s', (platform) => {
  describe.each([true, false])('with autoCapture: %s', (autoCapture) => {
    let running: RunningApp;
    let warn: jest.SpyInstance;
    beforeEach(async () => {
      running = await startApp(platform, { controllers: [Desk], providers: [Models], maxim: { autoCapture } });
      warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    });
    afterEach(async () => {
      await running.app.close();
      warn.mockRestore();
    });

    const generations = async (): Promise<GenerationNode[]> => {
      await ended(running.recorder);
      for (;;) {
        await running.app.get(MaximLogger).flush();
        const nodes = generationsIn(running.recorder.traces);
        if (nodes.length > 0 && nodes.every(({ endTimestamp }) => endTimestamp !== undefined)) return nodes;
        await wait(5);
      }
    };
    const leave = async (path: string): Promise<GenerationNode[]> => {
      const request = get(`${running.url}/${path}`).on('error', () => undefined);
      request.on('response', (response) => {
        let received = '';
        response
          .on('error', () => undefined)
          .on('data', (bytes: Buffer) => {
            received += bytes.toString();
            if (received.includes('its ')) setTimeout(() => request.destroy(), 20);
          });
      });
      return generations();
    };
    const warnings = (): string[] => warn.mock.calls.map(([message]) => String(message));

    it.each<`${'events' | 'written'}/${Streaming | Writing}`>([
      'events/chunks',
      'events/texts',
      'events/parsed',
      'events/nested',
      'written/loop',
      'written/silent',
      'written/byHand',
    ])(
      'a stream that ends without a word when its client goes away is cancelled, and nothing warned of (%s)',
      async (path) => {
        const nodes = await leave(path);
        expect(nodes.map(({ status }) => status)).toEqual(nodes.map(() => 'cancelled'));
        const all = JSON.stringify(running.recorder.traces);
        expect(all).not.toContain('after_disconnect');
        expect(all).not.toContain('schema_valid');
        if (path !== 'written/silent' || autoCapture) expect(JSON.stringify(nodes)).toContain('on its ');
        expect(warnings()).toEqual([]);
      },
    );

    it('so is one whose last step alone was aborted', async () => {
      const [node] = await leave('written/steps');
      expect(node).toMatchObject({ name: 'steps', status: 'cancelled' });
      expect(node?.metrics).not.toHaveProperty('after_disconnect_ms');
      expect(warnings()).toEqual([]);
    });

    it.each<[Writing, number]>([
      ['deaf', 150],
      ['soon', 10],
    ])('one that does not heed the signal is still measured, and warned of (%s)', async (way, ms) => {
      const [node] = await leave(`written/${way}`);
      expect(node).toMatchObject({ status: 'ok' });
      expect(node?.metrics['after_disconnect_ms']).toBeGreaterThan(ms);
      expect(warnings()).toEqual([expect.stringContaining('"GET /written/:way"')]);
    });

    it.each<[Alone, string]>([
      ['own', autoCapture ? 'cancelled' : 'ok'],
      ['ownWhole', 'ok'],
      ['fastest', 'ok'],
    ])(
      'one that its app aborts by itself shows what the wire saw, unless it has a whole answer (%s)',
      async (way, status) => {
        await (await fetch(`${running.url}/alone/${way}`)).text();
        const [node] = await generations();
        expect(node).toMatchObject({ status });
      },
    );
  });
});
