import { type CaptureContent, Generation } from '../../lib/index.js';
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

describe('captureInput: false of a generation', () => {
  const request = {
    ...{ model: 'gpt-4o', messages: [{ role: 'user', content: 'SECRET question' }], temperature: 0.5 },
    ...{ user: 'SECRET user', tools: [{ type: 'function', function: { name: 'x', description: 'SECRET tool' } }] },
  };

  class Models {
    @Generation({ captureInput: false })
    ask(_request: typeof request): string {
      return 'said';
    }

    @Generation({ captureInput: false, modelParameters: { tone: 'kind' } })
    told(_request: typeof request): string {
      return 'said';
    }
  }

  it('leaves of the parameters what is no content, and what its decorator says', async () => {
    const { recorder, close } = await recordedLogger();
    new Models().ask(request);
    new Models().told(request);
    const [asked, told] = ['Models.ask', 'Models.told'].map((name) => recorder.find({ type: 'generation', name }));
    expect(JSON.stringify(recorder.lines)).not.toContain('SECRET');
    expect(asked).toMatchObject({
      model: 'gpt-4o',
      messages: [],
      modelParameters: { temperature: 0.5 },
    });
    expect(told).toMatchObject({ modelParameters: { tone: 'kind' } });
    await close();
  });
});
