export const ARTICLES = [
  'Every order is packed within a day, and delivery takes three working days.',
  'A bicycle can be returned within 30 days, unridden and in its box; the return label is free.',
  'The warranty covers frame and fork for five years, and all other parts for two.',
  'The first service is free within six weeks, in any of our workshops.',
] as const;
