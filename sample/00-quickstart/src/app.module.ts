import { type ExecutionContext, Module } from '@nestjs/common';
import { type Request } from 'express';
import { MaximModule } from 'nestjs-maxim';
import { KnowledgeService } from './knowledge/knowledge.service.js';
import { LanguageModel } from './model/language-model.js';
import { openaiProvider } from './model/openai.provider.js';
import { OrdersService } from './orders/orders.service.js';
import { SupportController } from './support/support.controller.js';
import { SupportService } from './support/support.service.js';
import { TriageService } from './support/triage.service.js';

/** Turns of one conversation carry the same `x-session-id`: Maxim then shows them together. */
const session = (context: ExecutionContext) => context.switchToHttp().getRequest<Request>().header('x-session-id');

@Module({
  // Where traces go is read from MAXIM_API_KEY, MAXIM_LOG_REPO_ID and MAXIM_BASE_URL.
  imports: [MaximModule.forRoot({ session, tags: { app: 'quickstart' } })],
  controllers: [SupportController],
  providers: [SupportService, TriageService, KnowledgeService, OrdersService, LanguageModel, openaiProvider],
})
export class AppModule {}
