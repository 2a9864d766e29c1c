import { Controller, Get, Param } from '@nestjs/common';
import { MaximLogger } from '../../lib/index.js';
import { captureInto } from '../../lib/wire/attach/app-capture.js';
import { ended, startApp } from '../e2e/http-app.js';
import { type Provider, startProvider } from '../parsers/provider-server.js';
import { type Client, clientsOf } from './clients.js';
import { startHttp2Provider } from './http2-server.js';
import { answerLlm } from './llm-answers.js';

let provider: Provider;
let http2Provider: Provider;
let clients: Client[];
const closing: (() => void)[] = [];

@Controller()
class AskController {
  @Get('ask/:id')
  async ask(@Param('id') id: string): Promise<string> {
    const client = clients[Number(id) % clients.length];
    await (Number(id) % 2 === 0 && client?.stream ? client.stream : client?.ask)?.(`I am ${id}.`);
    return id;
  }

  @Get('hand-on')
  handOn(): string {
    const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] });
    void fetch(`${provider.url}/v1/chat/completions`, { method: 'POST', body }).then((answer) => answer.text());
    return 'at once';
  }

  @Get('other')
  async other(): Promise<string> {
    return (await fetch(`${provider.url}/other`, { method: 'POST', body: '{}' })).text();
  }
}

beforeAll(async () => {
  provider = await startProvider(answerLlm);
  http2Provider = await startHttp2Provider(answerLlm);
  clients = clientsOf(provider.url, http2Provider.url, (close) => {
    closing.push(close);
  });
});
afterAll(async () => {
  for (const close of closing) close();
  await provider.close();
  await http2Provider.close();
});

describe.each(['express', 'fastify'] as const)('on %s', (platform) => {
  it('each of 200 requests at once gets the call that was made for it, and only that', async () => {
    const { app, url, recorder } = await startApp(platform, { controllers: [AskController] });
    const options = { isAutomatic: true, orphans: 'drop', hosts: {}, parsers: [] } as const;
    const stop = captureInto(app.get(MaximLogger), options);
    const ids = Array.from({ length: 200 }, (_, index) => String(index));
    await Promise.all(ids.map(async (id) => (await fetch(`${url}/ask/${id}`)).text()));
    await ended(recorder, 200);
    await stop();
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
    const options = { isAutomatic: true, orphans: 'drop', hosts: {}, parsers: [] } as const;
    const stop = captureInto(app.get(MaximLogger), options);
    await (await fetch(`${url}/other`)).text();
    await (await fetch(`${url}/hand-on`)).text();
    await ended(recorder, 1);
    await stop();
    expect(recorder.traces).toMatchObject([{ children: [{ type: 'generation', status: 'ok' }] }]);
    await app.close();
  });
});
