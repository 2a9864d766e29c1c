/**
 * Loaded before undici. The first module of that name in a process puts its own agent under undici's global symbol,
 * and the app's `fetch` would then run on ours. Touching a fetch global makes Node put its own there first.
 */
export const keptHeaders: typeof globalThis.Headers = globalThis.Headers;
