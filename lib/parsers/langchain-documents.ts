import { isFields } from './shape.js';
import { totalRetrievalParser } from './total.js';

/** A document, or a pair of one and its score. */
function pageContent(value: unknown): string | undefined {
  const [document, score] = Array.isArray(value) ? (value as unknown[]) : [value, 0];
  if (!isFields(document) || !('metadata' in document) || typeof score !== 'number') return undefined;
  const { pageContent: said } = document;
  return typeof said === 'string' ? said : undefined;
}

/** What LangChain's retrievers and vector stores give; their query is a method's plain string. */
export const langchainDocuments = totalRetrievalParser({
  name: 'langchain-documents',
  query: () => undefined,
  documents(result) {
    if (!Array.isArray(result) || result.length === 0) return undefined;
    const texts = result.flatMap((item) => pageContent(item) ?? []);
    return texts.length === result.length ? texts : undefined;
  },
});
