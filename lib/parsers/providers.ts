/** Providers, of models and of stores, by what their host's name ends with; the more special ones first. */
const HOSTS: readonly (readonly [ending: string, provider: string])[] = [
  ['openai.azure.com', 'azure'],
  ['openai.azure.us', 'azure'],
  ['openai.azure.cn', 'azure'],
  ['services.ai.azure.com', 'azure'],
  ['models.ai.azure.com', 'azure'],
  ['cognitiveservices.azure.com', 'azure'],
  ['api.openai.com', 'openai'],
  ['api.anthropic.com', 'anthropic'],
  ['generativelanguage.googleapis.com', 'google'],
  ['aiplatform.googleapis.com', 'vertex'],
  ['aiplatform.us.rep.googleapis.com', 'vertex'],
  ['aiplatform.eu.rep.googleapis.com', 'vertex'],
  ['api.groq.com', 'groq'],
  ['api.together.xyz', 'together'],
  ['api.together.ai', 'together'],
  ['router.huggingface.co', 'huggingface'],
  ['endpoints.huggingface.cloud', 'huggingface'],
  ['api.mistral.ai', 'mistral'],
  ['codestral.mistral.ai', 'mistral'],
  ['api.cohere.com', 'cohere'],
  ['api.cohere.ai', 'cohere'],
  ['api.deepseek.com', 'deepseek'],
  ['api.x.ai', 'xai'],
  ['api.perplexity.ai', 'perplexity'],
  ['api.fireworks.ai', 'fireworks'],
  ['api.cerebras.ai', 'cerebras'],
  ['openrouter.ai', 'openrouter'],
  ['models.github.ai', 'github'],
  ['ai-gateway.vercel.sh', 'vercel'],
  ['cloud.qdrant.io', 'qdrant'],
  ['pinecone.io', 'pinecone'],
  ['weaviate.cloud', 'weaviate'],
  ['weaviate.network', 'weaviate'],
];

const BEDROCK =
  /^bedrock-(?:runtime(-fips)?|mantle)\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)$|\.bedrock-runtime\..*\.vpce\.amazonaws\.com$/;

/** Vertex AI's regions stand before its host's name with a hyphen, others' with a dot. */
const REGION = /^[a-z0-9-]+-(?=aiplatform\.)/;

/**
 * The provider that a host stands for; undefined for one that no table knows.
 *
 * @param host without a port
 * @param path that of the request: deployments tell Azure behind any host
 */
export function providerOfHost(host: string, path = ''): string | undefined {
  const name = host.toLowerCase();
  if (BEDROCK.test(name)) return 'bedrock';
  const plain = name.replace(REGION, '');
  const known = HOSTS.find(([ending]) => plain === ending || plain.endsWith(`.${ending}`));
  return known?.[1] ?? (path.includes('/openai/deployments/') ? 'azure' : undefined);
}

/** How libraries call providers, by the name used here; after a dot they add their own APIs (`openai.chat`). */
const ALIASES = new Map([
  ['azure-openai', 'azure'],
  ['amazon-bedrock', 'bedrock'],
  ['aws', 'bedrock'],
  ['amazon_bedrock', 'bedrock'],
  ['bedrock-converse', 'bedrock'],
  ['togetherai', 'together'],
  ['gemini', 'google'],
  ['google-genai', 'google'],
  ['google_genai', 'google'],
  ['google-vertex', 'vertex'],
  ['google_vertexai', 'vertex'],
  ['google-vertexai', 'vertex'],
  ['mistralai', 'mistral'],
  ['gateway', 'vercel'],
]);

/** Those that Maxim lists. */
const LISTED = new Set([
  ...['openai', 'azure', 'anthropic', 'bedrock', 'google', 'groq', 'together', 'huggingface'],
  ...['cohere', 'fireworks', 'elevenlabs'],
]);

/** A library's name of a provider, such as `azure-openai.chat`, as the name used here. */
export function providerName(id: string): string {
  if (LISTED.has(id)) return id;
  const [name = ''] = id.toLowerCase().split('.');
  if (name === 'google' && id.includes('vertex')) return 'vertex';
  return ALIASES.get(name) ?? name;
}

/** The provider that Maxim lists for a name, `unknown` where it lists none; the true name belongs into a tag. */
export const maximProvider = (name: string): string =>
  LISTED.has(name) ? name : name === 'vertex' ? 'google' : 'unknown';
