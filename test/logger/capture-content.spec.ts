import { type CaptureContent } from '../../lib/index.js';
import { recordedLogger } from './recorded-logger.js';

describe('captureContent as a function', () => {
  const tenantAgrees: CaptureContent = (_, scope) => scope.tags?.['tenant'] !== 'private';

  it('is told the trace that an element is in, however it came there', async () => {
    const { maxim, recorder, close } = await recordedLogger({ captureContent: tenantAgrees });
    for (const tenant of ['private', 'open']) {
      maxim.withTrace({ name: tenant, tags: { tenant }, input: () => `${tenant} input` }, () => `${tenant} output`);
      const trace = maxim.trace({ name: tenant, tags: { tenant } });
      trace.input(`${tenant} by hand`);
      trace.generation({ messages: [{ role: 'user', content: `${tenant} question` }] }).end();
      trace.end();
    }
    const logged = JSON.stringify(recorder.lines.map(({ data }) => data));
    await close();
    expect(logged).not.toMatch(/private (input|output|by hand|question)/);
    for (const word of ['input', 'output', 'by hand', 'question']) expect(logged).toContain(`open ${word}`);
  });
});
