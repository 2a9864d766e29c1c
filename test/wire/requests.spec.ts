import { Controller, Get, Param } from '@nestjs/common';
import { MaximLogger } from '../../lib/index.js';
import { ended, startApp } from '../e2e/http-app.js';
import { type Client } from './clients/client.js';
import { type Running, startRunning } from './clients/running.js';
import { answerLlm } from './llm-answers.js';

let running: Running;
let clients: readonly Client[];

@Controller()
class AskController {
  @Get('ask/:id')
  async ask(@Param('id') id: string): Promise<string> {
    const client = clients[Number(id) % clients.length];
    await client?.ask({ question: `I am ${id}.`, stream: Number(id) % 2 === 0 && !client.isPlain });
    return id;
  }

  @Get('hand-on')
  handOn(): string {
    const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] });
    void fetch(`${running.provider.url}/v1/chat/completions`, { method: 'POST', body }).then((answer) => answer.text());
    return 'at once';
  }

  @Get('other')
  async other(): Promise<string> {
    return (await fetch(`${running.provider.url}/other`, { method: 'POST', body: '{}' })).text();
  }
}

beforeAll(async () => {
  running = await startRunning(answerLlm);
  clients = running.clients();
});
afterAll(() => running.close());

describe.each(['express', 'fastify'] as const)('on %s', (platform) => {
  it('each of 200 requests at once gets the call that was made for it, and only that', async () => {
    const { app, url, recorder } = await startApp(platform, { controllers: [AskController] });
    const ids = Array.from({ length: 200 }, (_, index) => String(index));
    await Promise.all(ids.map(async (id) => (await fetch(`${url}/ask/${id}`)).text()));
    await ended(recorder, 200);
    await app.get(MaximLogger).flush();
    const asked = recorder.traces.map(({ output, children }) => [
      output,
      children.map((child) => JSON.stringify(child).includes(`I am ${String(output)}.`)),
    ]);
    expect(asked.sort(([a], [b]) => Number(a) - Number(b))).toEqual(ids.map((id) => [id, [true]]));
    expect(recorder.openEntities()).toEqual([]);
    await app.close();
  });

  it('a call that goes on after the response still belongs to its trace, and other requests make none', async () => {
    const { app, url, recorder } = await startApp(platform, { controllers: [AskController] });
    await (await fetch(`${url}/other`)).text();
    await (await fetch(`${url}/hand-on`)).text();
    await ended(recorder, 1);
    await app.get(MaximLogger).flush();
    expect(recorder.traces).toMatchObject([{ children: [{ type: 'generation', status: 'ok' }] }]);
    await app.close();
  });
});
