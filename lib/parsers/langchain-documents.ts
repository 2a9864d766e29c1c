import { isFields, text } from './shape.js';
import { totalRetrievalParser } from './total.js';

/** A document, or a pair of one and its score. */
function pageContent(value: unknown): string | undefined {
  const document: unknown = Array.isArray(value) ? value[0] : value;
  return isFields(document) && 'metadata' in document ? text(document['pageContent']) : undefined;
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
