import { OpenAI } from 'openai';

/** OpenAI's own client, which reads OPENAI_API_KEY and OPENAI_BASE_URL. */
export const openaiProvider = {
  provide: OpenAI,
  useFactory: () => new OpenAI({ timeout: 30_000 }),
};
