import { Readable } from 'node:stream';
import { Body, Controller, HttpCode, Post, StreamableFile, UseFilters } from '@nestjs/common';
import { ModelErrorFilter } from '../model/model-error.filter.js';
import { type Question, QuestionPipe } from './question.js';
import { SupportService } from './support.service.js';
import { type Ticket, TriageService } from './triage.service.js';

/** Each request becomes one trace; nothing here has to say so. */
@Controller('support')
@UseFilters(ModelErrorFilter)
export class SupportController {
  constructor(
    private readonly support: SupportService,
    private readonly triage: TriageService,
  ) {}

  @Post('answers')
  @HttpCode(200)
  async answer(@Body(QuestionPipe) question: Question): Promise<{ answer: string }> {
    return { answer: await this.support.answer(question) };
  }

  @Post('answers/stream')
  @HttpCode(200)
  async stream(@Body(QuestionPipe) question: Question): Promise<StreamableFile> {
    const words = await this.support.stream(question);
    return new StreamableFile(Readable.from(words), { type: 'text/plain; charset=utf-8' });
  }

  @Post('tickets')
  open(@Body(QuestionPipe) question: Question): Promise<Ticket> {
    return this.triage.open(question);
  }
}
