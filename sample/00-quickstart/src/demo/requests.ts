/** A request that the quickstart sends to itself. */
export interface DemoRequest {
  readonly title: string;
  readonly path: string;
  readonly body: Readonly<Record<string, string>>;
  readonly session?: string;
  /** The HTTP status it is to get. */
  readonly status: number;
}

const session = `customer-${Date.now().toString(36)}`;

export const REQUESTS: readonly DemoRequest[] = [
  {
    title: 'A question, answered in one piece',
    path: '/support/answers',
    body: { text: 'Where is my order, and how long does delivery take?', orderId: 'A-1001' },
    session,
    status: 200,
  },
  {
    title: 'The next one of the same customer: the answer is streamed',
    path: '/support/answers/stream',
    body: { text: 'Can the bicycle be returned within a month?', orderId: 'A-1001' },
    session,
    status: 200,
  },
  {
    title: 'A ticket, sorted by a generation that is logged by hand',
    path: '/support/tickets',
    body: { text: 'My child seat broke. Does the warranty cover that?' },
    status: 201,
  },
  {
    title: 'A model that does not exist',
    path: '/support/answers',
    body: { text: 'When is the first service free?', model: 'no-such-model' },
    status: 502,
  },
];
