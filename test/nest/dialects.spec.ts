import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { type RecordedLogger, recordedLogger } from '../logger/recorded-logger.js';
import * as legacy from './dialect-fixture.js';

type Fixture = typeof legacy;

/** The fixture as TypeScript compiles it without `experimentalDecorators`. */
function compiledAsStandard(): Fixture {
  const { outputText } = ts.transpileModule(readFileSync(join(__dirname, 'dialect-fixture.ts'), 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const exports = {};
  new Function('exports', 'require', outputText)(exports, require);
  return exports as Fixture;
}

describe.each<[string, Fixture]>([
  ['legacy', legacy],
  ['standard', compiledAsStandard()],
])('a decorator in the %s dialect', (_, { Base, Derived, Traced }) => {
  let logger: RecordedLogger;
  beforeEach(async () => {
    logger = await recordedLogger();
  });
  afterEach(() => logger.close());
  const tree = (): unknown =>
    logger.recorder.traces.reverse().map(({ children }) => children.map(({ type, name }) => `${type} ${name ?? ''}`));
  const names = (): (string | undefined)[] => logger.recorder.traces.map(({ name }) => name).reverse();

  it('leaves private members and getters alone', () => {
    const base = new Base();
    expect(base.reveal('a ')).toBe('a secret');
    expect(base.value).toBe('secret');
    expect([Base.prototype.reveal.name, Base.prototype.reveal.length]).toEqual(['reveal', 1]);
    expect(tree()).toEqual([['span Base.reveal']]);
  });

  it('serves subclasses and their calls of super', () => {
    expect(new Derived().again()).toBe('derived of base');
    const [span] = logger.recorder.traces[0]?.children ?? [];
    expect(span).toMatchObject({ name: 'Derived.again', children: [{ name: 'Base.again' }] });
  });

  it('names what is inherited after the class that has it', () => {
    class Sub extends Base {}
    new Sub().again();
    Sub.classOf();
    new Sub().bySymbol();
    expect(names().sort()).toEqual(['Base.again', 'Base.by symbol', 'Base.classOf']);
    logger.recorder.clear();
    new Derived().kept();
    expect(logger.recorder.traces).toMatchObject([{ name: 'Derived.kept', children: [{ name: 'Base.kept' }] }]);
  });

  it('serves static methods', () => {
    expect(Base.classOf()).toBe(Base);
    expect(tree()).toEqual([['tool_call Base.classOf']]);
    const { make } = Base;
    expect(make('loose')).toBe('loose');
  });

  it('serves methods named by a symbol', () => {
    expect(new Base().bySymbol()).toBe('symbol');
    expect(tree()).toEqual([['span Base.by symbol']]);
  });

  it('stands beside others of ours', () => {
    expect(new Base().both('text')).toBe('text');
    expect(logger.recorder.find({ type: 'generation' })).toMatchObject({ name: 'Base.both', model: 'm' });
    expect(logger.recorder.find({ type: 'span' })?.name).toBe('outer');
    expect(logger.recorder.openEntities()).toEqual([]);
    expect(new Base().kept()).toBe('kept');
  });

  it('watches async generators', async () => {
    const pages: number[] = [];
    for await (const { page } of new Base().documents()) pages.push(page);
    expect(pages).toEqual([1, 2]);
    expect(logger.recorder.find({ type: 'retrieval' })).toMatchObject({ docs: ['{"page":1}', '{"page":2}'] });
  });

  it('traces the methods of a class', () => {
    const traced = new Traced();
    expect([traced.count(2), traced.doubled, traced.quiet(), traced.span(), traced.place]).toEqual([
      2,
      4,
      'quiet',
      'span',
      'field',
    ]);
    expect(traced.constructor).toBe(Traced);
    expect(names().sort()).toEqual(['Traced.count', 'Traced.span']);
    const traceOf = (name: string) => logger.recorder.find({ type: 'trace', name });
    expect(traceOf('Traced.count')).toMatchObject({ tags: { kind: 'class' }, children: [] });
    expect(traceOf('Traced.span')?.children).toMatchObject([{ type: 'span', name: 'Traced.span' }]);
  });
});
