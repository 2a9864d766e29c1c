import { Injectable } from '@nestjs/common';
import { Retrieval } from 'nestjs-maxim';
import { ARTICLES } from './articles.js';

/** The help centre, searched by the words of a question. A vector store would stand here. */
@Injectable()
export class KnowledgeService {
  /** The two articles that fit best. */
  @Retrieval()
  async search(query: string): Promise<string[]> {
    const asked = new Set(wordsOf(query));
    const fit = (article: string) => wordsOf(article).filter((word) => asked.has(word)).length;
    return ARTICLES.map((article) => ({ article, score: fit(article) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, 2)
      .map(({ article }) => article);
  }
}

/** The words that tell what a text is about. */
const wordsOf = (text: string): string[] => text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
