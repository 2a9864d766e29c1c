import { langchainDocuments } from './langchain-documents.js';
import { pinecone } from './pinecone.js';
import { qdrant } from './qdrant.js';
import { type RetrievalParser } from './retrieval-parser.js';
import { weaviate } from './weaviate.js';

/** Every parser of searches of this package. */
export const RETRIEVAL_PARSERS: readonly RetrievalParser[] = [langchainDocuments, qdrant, pinecone, weaviate];

/** The documents of a result, read by the first parser that knows it; undefined where none does. */
export function knownDocuments(result: unknown): string[] | undefined {
  for (const parser of RETRIEVAL_PARSERS) {
    const documents = parser.documents(result);
    if (documents) return documents;
  }
  return undefined;
}
