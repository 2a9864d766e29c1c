import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { MaximLogger } from 'nestjs-maxim';
import { OpenAI } from 'openai';
import { LanguageModel } from '../model/language-model.js';
import { triagePrompt } from './prompts.js';
import { type Question } from './question.js';

/** A question that a person will answer. */
export interface Ticket {
  readonly id: string;
  readonly topic: string;
}

/** Opens tickets. It logs its generation by hand, as you would where a decorator does not fit. */
@Injectable()
export class TriageService {
  constructor(
    private readonly openai: OpenAI,
    private readonly model: LanguageModel,
    private readonly maxim: MaximLogger,
  ) {}

  async open({ text, model = this.model.name }: Question): Promise<Ticket> {
    const ticket = { id: randomUUID(), topic: await this.topicOf(text, model) };
    this.maxim.currentTrace()?.event('ticket-opened', { topic: ticket.topic });
    return ticket;
  }

  private async topicOf(text: string, model: string): Promise<string> {
    const messages = [
      { role: 'system' as const, content: triagePrompt },
      { role: 'user' as const, content: text },
    ];
    const generation = this.maxim.generation({ name: 'triage', provider: 'openai', model, messages });
    try {
      const completion = await this.openai.chat.completions.create({ model, messages });
      generation.result(completion);
      return completion.choices[0]?.message.content ?? 'other';
    } catch (error) {
      generation.error({ message: error instanceof Error ? error.message : String(error) });
      throw error;
    }
  }
}
