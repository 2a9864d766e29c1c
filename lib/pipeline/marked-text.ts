import { Endings } from './endings.js';
import { REDACTED } from './marks.js';

const LONGEST_PREFIX = 6;

/** Keys whose first word a mark ends: `sk-`, `ghp_`. Looked for by the mark, which few words of prose have. */
class MarkedKeys {
  private readonly endings: Endings;
  private readonly pattern: RegExp;

  /** @param endings the last two characters of what stands before the mark */
  constructor(
    private readonly mark: string,
    endings: string,
    ...patterns: readonly RegExp[]
  ) {
    this.endings = new Endings(endings);
    this.pattern = new RegExp(patterns.map(({ source }) => source).join('|'), 'y');
  }

  hide(text: string): string {
    let hidden = '';
    let from = 0;
    for (let at = text.indexOf(this.mark); at !== -1; at = text.indexOf(this.mark, at + 1)) {
      if (!this.endings.has(text, at)) continue;
      const start = startOfWord(text, at, from);
      this.pattern.lastIndex = start;
      if (!this.pattern.test(text)) continue;
      hidden += text.slice(from, start) + REDACTED;
      from = this.pattern.lastIndex;
      at = from - 1;
    }
    return from === 0 ? text : hidden + text.slice(from);
  }
}

function startOfWord(text: string, end: number, from: number): number {
  let start = end;
  while (start > from && end - start <= LONGEST_PREFIX && isOfWord(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

const isOfWord = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;

export const HYPHENED = new MarkedKeys(
  '-',
  'sk xa xb xe xo xp xr xs pp ai at lx pi ly ck fc pa',
  /sk-[\w-]{8,}/, // OpenAI, Anthropic and their like
  /xox[abeoprs]-[\w-]{8,}|xapp-[\w-]{8,}/, // Slack
  /xai-\w{16,}/,
  /glpat-[\w-]{16,}/, // GitLab
  /pplx-[A-Za-z0-9]{32,}|nvapi-[\w-]{32,}|csk-[A-Za-z0-9]{32,}/, // Perplexity, NVIDIA, Cerebras
  /bedrock-api-key-[A-Za-z0-9+/=]{32,}/,
  /fc-[0-9a-f]{32}|pa-[A-Za-z0-9_-]{40,}/, // Firecrawl, Voyage
  /tvly-(?:[a-z]{3,5}-)?[A-Za-z0-9-]{20,}/, // Tavily
);

export const UNDERSCORED = new MarkedKeys(
  '_',
  'hp ho hu hs hr ub hf sk rk pm ec v2 na r8 fw at ca pa ss ck gp bp tn in gd op et',
  /gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}/,
  /hf_[A-Za-z0-9]{20,}/, // Hugging Face
  /gsk_[A-Za-z0-9]{20,}/, // Groq
  /sk_[0-9a-f]{48}|vck_[A-Za-z0-9]{32,}|tgp_v1_[\w-]{32,}/, // ElevenLabs, Vercel's AI gateway, Together
  /sbp_[0-9a-f]{40}|dop_v1_[0-9a-f]{64}/, // Supabase, DigitalOcean
  /ntn_[A-Za-z0-9]{40,}|secret_[A-Za-z0-9]{43}|lin_api_[A-Za-z0-9]{40}|figd_[\w-]{32,}/, // Notion, Linear, Figma
  /npm_[A-Za-z0-9]{30,}/,
  /[rs]k_(?:live|test)_[A-Za-z0-9]{8,}|whsec_[A-Za-z0-9]{8,}/, // Stripe
  /pcsk_\w{32,}|lsv2_(?:pt|sk)_\w{32,}|jina_[A-Za-z0-9]{32,}/, // Pinecone, LangSmith, Jina
  /r8_[A-Za-z0-9]{32,}|fw_[A-Za-z0-9]{20,}/, // Replicate, Fireworks
  /shp(?:at|ca|pa|ss)_[0-9a-f]{32}/, // Shopify
);
