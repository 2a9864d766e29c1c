import { type Order } from '../orders/orders.service.js';

/** What a ticket may be about. */
export const TOPICS = ['delivery', 'returns', 'warranty', 'other'] as const;

/** Tells the model what it may answer from. */
export function supportPrompt(articles: readonly string[], order: Order | undefined): string {
  return [
    'You are the support desk of a bicycle shop. Answer in at most three sentences, and only from this:',
    ...articles.map((article) => `Article: ${article}`),
    ...(order ? [`Order: ${order.id}, ${order.item}, ${order.status}`] : []),
  ].join('\n');
}

/** Tells the model to sort a ticket. */
export const triagePrompt = `Sort the customer's message. Reply with one word of: ${TOPICS.join(', ')}`;
