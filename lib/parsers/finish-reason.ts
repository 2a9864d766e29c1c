/** Words of other providers, in lower case and without separators, by the OpenAI word that means the same. */
const SYNONYMS: Record<string, readonly string[]> = {
  stop: [
    ...['stop', 'endturn', 'stopsequence', 'stopcriteriamet', 'complete', 'completed', 'finish', 'finished'],
    ...['eos', 'eostoken'],
  ],
  length: ['length', 'maxtokens', 'maxoutputtokens', 'modellength', 'modelcontextwindowexceeded', 'errorlimit'],
  tool_calls: ['toolcalls', 'toolcall', 'tooluse'],
  content_filter: [
    ...['contentfilter', 'contentfiltered', 'safety', 'recitation', 'refusal', 'guardrailintervened', 'errortoxic'],
    ...['blocklist', 'prohibitedcontent', 'spii', 'imagesafety', 'modelarmor', 'jailbreak'],
    ...['imageprohibitedcontent', 'imagerecitation'],
  ],
};

const OPENAI_WORD = new Map(
  Object.entries(SYNONYMS).flatMap(([word, synonyms]) => synonyms.map((synonym) => [synonym, word] as const)),
);

/** A choice's way of saying why it ended; `native_finish_reason` is the provider's own word where ours differs. */
export interface FinishReason {
  finish_reason: string | null;
  native_finish_reason?: string;
}

/** The reason in OpenAI's words. A word that has no equivalent stays as it is. */
export function finishReason(native: unknown): FinishReason {
  if (typeof native !== 'string' || native === '') return { finish_reason: null };
  if (Object.hasOwn(SYNONYMS, native)) return { finish_reason: native };
  const word = OPENAI_WORD.get(native.toLowerCase().replace(/[^a-z]/g, '')) ?? native;
  return word === native ? { finish_reason: word } : { finish_reason: word, native_finish_reason: native };
}
