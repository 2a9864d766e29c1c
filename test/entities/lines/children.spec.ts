import { type Case, expectLines, NOW } from './expect-lines.js';

/** What opens under a trace as under a span. */
const CHILDREN = (['trace', 'span'] as const).flatMap((parent): Case[] => {
  const line = (action: string, data: string): string => `${parent}{id=p1,action=${action},data=${data}}`;
  const named = `"name":"n","tags":{},"startTimestamp":"${NOW}"`;
  return [
    [
      `a span under a ${parent}`,
      (maxim) =>
        parent === 'trace'
          ? maxim.traceSpan('p1', { id: 'sp1', name: 'n' })
          : maxim.spanSpan('p1', { id: 'sp1', name: 'n' }),
      [line('add-span', `{"id":"sp1",${named}}`)],
    ],
    [
      `a generation under a ${parent}`,
      (maxim) => {
        const config = {
          id: 'g1',
          name: 'n',
          provider: 'openai',
          model: 'gpt-4o',
          maximPromptId: 'mp',
          maximPromptVersionId: 'mpv',
          messages: [{ role: 'user', content: 'hi' }],
          modelParameters: { temperature: 0.2 },
        };
        return parent === 'trace' ? maxim.traceGeneration('p1', config) : maxim.spanGeneration('p1', config);
      },
      [
        line(
          'add-generation',
          `{"id":"g1","messages":[{"role":"user","content":"hi"}],${named},"provider":"openai","model":"gpt-4o","maximPromptId":"mp","maximPromptVersionId":"mpv","modelParameters":{"temperature":0.2}}`,
        ),
      ],
    ],
    [
      `a generation of which nothing is known under a ${parent}`,
      (maxim) => (parent === 'trace' ? maxim.traceGeneration('p1', {}) : maxim.spanGeneration('p1', {})),
      [
        line(
          'add-generation',
          `{"id":"<id>","messages":[],"tags":{},"startTimestamp":"${NOW}","provider":"unknown","model":"unknown","modelParameters":{}}`,
        ),
      ],
    ],
    [
      `a retrieval under a ${parent}`,
      (maxim) =>
        parent === 'trace'
          ? maxim.traceRetrieval('p1', { id: 'r1', name: 'n' })
          : maxim.spanRetrieval('p1', { id: 'r1', name: 'n' }),
      [line('add-retrieval', `{"id":"r1",${named}}`)],
    ],
    [
      `a tool call under a ${parent}`,
      (maxim) => {
        const config = { id: 'tc1', name: 'n', description: 'd', args: '{"q":1}' };
        return parent === 'trace' ? maxim.traceToolCall('p1', config) : maxim.spanToolCall('p1', config);
      },
      [line('add-tool-call', `{"id":"tc1",${named},"description":"d","args":"{\\"q\\":1}"}`)],
    ],
  ];
});

expectLines('what opens in a trace or span', CHILDREN);
