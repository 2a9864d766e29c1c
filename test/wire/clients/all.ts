import { bedrock } from './bedrock.js';
import { type Client, type Servers } from './client.js';
import { frameworks } from './frameworks.js';
import { openaiLike } from './openai-like.js';
import { ownApis } from './own-apis.js';
import { plainHttp } from './plain-http.js';

/** Every client, pointed at servers of our own. */
export const allClients = (servers: Servers): Client[] =>
  [openaiLike, ownApis, bedrock, frameworks, plainHttp].flatMap((some) => some(servers));

/** What tests are named and chosen by, before there is a server. */
export const KNOWN_CLIENTS: readonly Omit<Client, 'ask'>[] = allClients({
  url: 'http://127.0.0.1:1',
  http2Url: 'http://127.0.0.1:1',
  onClose: (close) => close(),
});
