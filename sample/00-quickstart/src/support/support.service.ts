import { Injectable } from '@nestjs/common';
import { Span } from 'nestjs-maxim';
import { KnowledgeService } from '../knowledge/knowledge.service.js';
import { type ChatRequest, LanguageModel } from '../model/language-model.js';
import { OrdersService } from '../orders/orders.service.js';
import { supportPrompt } from './prompts.js';
import { type Question } from './question.js';

/** Answers customers. What runs inside a span is shown below it. */
@Injectable()
export class SupportService {
  constructor(
    private readonly knowledge: KnowledgeService,
    private readonly orders: OrdersService,
    private readonly model: LanguageModel,
  ) {}

  @Span()
  async answer(question: Question): Promise<string> {
    const completion = await this.model.complete(await this.requestFor(question));
    return completion.choices[0]?.message.content ?? '';
  }

  /** The same, piece by piece as the model says it. The span lasts until the last piece is read. */
  @Span()
  async stream(question: Question): Promise<AsyncIterable<string>> {
    const chunks = await this.model.stream(await this.requestFor(question));
    return (async function* () {
      for await (const chunk of chunks) yield chunk.choices[0]?.delta.content ?? '';
    })();
  }

  private async requestFor({ text, orderId, model }: Question): Promise<ChatRequest> {
    const articles = await this.knowledge.search(text);
    const order = orderId === undefined ? undefined : await this.orders.find(orderId);
    return {
      messages: [
        { role: 'system', content: supportPrompt(articles, order) },
        { role: 'user', content: text },
      ],
      model: model ?? this.model.name,
    };
  }
}
