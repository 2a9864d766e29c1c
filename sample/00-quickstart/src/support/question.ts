import { BadRequestException, Injectable, type PipeTransform } from '@nestjs/common';

/** What a customer asks. */
export interface Question {
  readonly text: string;
  /** The order it is about. */
  readonly orderId?: string;
  /** The model to ask in place of the default one. */
  readonly model?: string;
}

/** Makes a question of a request's body. */
@Injectable()
export class QuestionPipe implements PipeTransform<unknown, Question> {
  transform(body: unknown): Question {
    const { text, orderId, model } = Object(body) as Record<keyof Question, unknown>;
    if (typeof text !== 'string' || text.trim() === '') {
      throw new BadRequestException('"text" must hold the question.');
    }
    return {
      text,
      ...(typeof orderId === 'string' && { orderId }),
      ...(typeof model === 'string' && { model }),
    };
  }
}
