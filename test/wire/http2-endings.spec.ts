import { once } from 'node:events';
import {
  type ClientHttp2Stream,
  connect,
  constants,
  createServer,
  type Http2Server,
  type ServerHttp2Stream,
} from 'node:http2';
import { type AddressInfo } from 'node:net';
import { resultText } from '../../lib/parsers/result-text.js';
import { type Capturing, startCapturing } from './capturing.js';

let server: Http2Server;
let answer: (stream: ServerHttp2Stream) => void;
let capturing: Capturing;

beforeAll(async () => {
  capturing = startCapturing();
  server = createServer();
  server.on('stream', (stream) => {
    stream.on('error', () => undefined); // It says so itself when it is reset.
    stream.respond({ ':status': 200, 'content-type': 'text/event-stream' });
    stream.write(`data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Hel"}}]}\n\n`);
    answer(stream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  capturing.stop();
  await new Promise((resolve) => server.close(resolve));
});

const { NGHTTP2_CANCEL } = constants;
const stay = (): void => undefined;
const leave = (stream: ClientHttp2Stream): void => stream.close(NGHTTP2_CANCEL);

it.each<[how: string, outcome: string, atServer: (stream: ServerHttp2Stream) => void, atClient: typeof leave]>([
  ['was reset', 'error', (stream) => stream.destroy(new Error('Out of order')), stay],
  ['lost its connection', 'error', (stream) => stream.session?.destroy(), stay],
  ['was ended by the app', 'cancelled', stay, leave],
])('a stream that %s is told as %s, with what had come', async (_, outcome, atServer, atClient) => {
  const { port } = server.address() as AddressInfo;
  const session = connect(`http://127.0.0.1:${String(port)}`);
  const request = session.request({ ':method': 'POST', ':path': '/v1/chat/completions' });
  const closed = new Promise((resolve) => request.on('error', resolve).on('close', resolve));
  const arrived = once(request, 'data');
  answer = (stream) => void arrived.then(() => atServer(stream));
  request.end(JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] }));
  await arrived;
  atClient(request);
  await closed;
  const [call] = await capturing.atLeast(1);
  expect([call?.outcome, call?.result && resultText(call.result)]).toEqual([outcome, 'Hel']);
  expect(capturing.faults).toEqual([]);
  capturing.clear();
  session.destroy();
});
