import { isFields } from './shape.js';
import { totalRetrievalParser } from './total.js';

/** A document, or a pair of one and its score. */
function pageContent(value: unknown): string | undefined {
  const [document, score] = Array.isArray(value) ? (value as unknown[]) : [value, 0];
  if (!isFields(document) || !('metadata' in document) || typeof score !== 'number') return undefined;
  const { pageContent: said } = document;
  return typeof said === 'string' ? said : undefined;
}

function textsOf(found: readonly unknown[]): string[] | undefined {
  const texts = found.flatMap((item) => pageContent(item) ?? []);
  return texts.length === found.length ? texts : undefined;
}

/** What LangChain's retrievers and vector stores give, of one search or several; their query is a method's plain string. */
export const langchainDocuments = totalRetrievalParser({
  name: 'langchain-documents',
  query: () => undefined,
  documents(result) {
    if (!Array.isArray(result) || result.length === 0) return undefined;
    return textsOf(result) ?? textsOf(result.flat());
  },
});
