// Type-checked without experimentalDecorators: the same decorators in the standard dialect.
import { Generation, Retrieval, Span, ToolCall, Trace } from 'nestjs-maxim';

export class Support {
  @Trace()
  async answer(question: string): Promise<string> {
    return `${await this.find(question)} ${this.look(question)} ${await this.ask(question)}`;
  }

  @Span('find')
  find(question: string): Promise<string> {
    return Promise.resolve(this.retrieve(question, 1).join());
  }

  @Retrieval({ name: (question: string) => `for ${question}` })
  retrieve(question: string, limit: number): string[] {
    return [question].slice(0, limit);
  }

  @ToolCall()
  look(question: string): string {
    return question;
  }

  @Generation({ provider: 'openai', model: 'gpt-4o' })
  ask(question: string): Promise<string> {
    return Promise.resolve(question);
  }
}
