import { Controller, Get, Injectable, SetMetadata } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, ApiOperation } from '@nestjs/swagger';
import { Keep, Span, ToolCall, Trace } from '../../lib/index.js';
import { startApp } from '../e2e/http-app.js';

@Controller()
class Above {
  @Span()
  @Get('above')
  @ApiOperation({ summary: 'ours above' })
  @SetMetadata('roles', ['admin'])
  above(first: string, _second = 1): string {
    return first;
  }
}

@Controller()
class Below {
  @SetMetadata('roles', ['admin'])
  @ApiOperation({ summary: 'ours below' })
  @Get('below')
  @Span()
  below(first: string): string {
    return first;
  }
}

@Injectable()
class Kinds {
  @Trace()
  async later(): Promise<number> {
    await Promise.resolve();
    return 1;
  }

  @Span()
  *numbers(): Generator<number> {
    yield 1;
  }

  @Span()
  now(): this {
    return this;
  }
}

describe('a decorator', () => {
  it('keeps name, length, metadata and kind, above and below others', () => {
    for (const method of [Above.prototype.above, Below.prototype.below]) {
      expect(method.length).toBe(1);
      expect(Reflect.getMetadata('roles', method)).toEqual(['admin']);
      expect(Reflect.getMetadata('path', method)).toBe(method.name);
    }
    const { later, numbers } = Kinds.prototype;
    expect(Object.prototype.toString.call(later)).toBe('[object AsyncFunction]');
    expect(Object.prototype.toString.call(numbers)).toBe('[object GeneratorFunction]');
  });

  it('keeps this and synchronicity without a module', () => {
    const kinds = new Kinds();
    expect(kinds.now()).toBe(kinds);
    expect([...kinds.numbers()]).toEqual([1]);
    expect(kinds.later()).toBeInstanceOf(Promise);
  });

  it('is invisible to routes and to Swagger', async () => {
    const { app, url } = await startApp('express', { controllers: [Above, Below] });
    const document = SwaggerModule.createDocument(app, new DocumentBuilder().build());
    expect(document.paths['/above']?.get?.summary).toBe('ours above');
    expect(document.paths['/below']?.get?.summary).toBe('ours below');
    expect((await fetch(`${url}/above`)).status).toBe(200);
    expect((await fetch(`${url}/below`)).status).toBe(200);
    await app.close();
  });

  it('refuses what is no method', () => {
    expect(() => decorate(Span(), {}, 'field', { get: () => 1 })).toThrow(/"field" is not a method/);
    for (const kind of ['getter', 'setter', 'field', 'accessor']) {
      expect(() => decorate(Span(), () => 1, { kind, name: 'member' })).toThrow(/"member" is not a method/);
    }
  });

  it.each([
    ['legacy', undefined],
    ['standard', { kind: 'class', name: 'Kinds' }],
  ])('for methods refuses a class in the %s dialect, and says which one is for classes', (_, place) => {
    for (const decorator of [Span(), Keep()]) {
      expect(() => decorate(decorator, Kinds, place)).toThrow(/on the class "Kinds"[^]*only @Trace\(\) is for classes/);
    }
  });

  it('refuses to stand without its parentheses, and says how to write it', () => {
    expect(() => decorate(Span, Kinds.prototype, 'now', {})).toThrow(/Write @Span\(\)/);
    expect(() => decorate(ToolCall, Kinds.prototype.now, { kind: 'method', name: 'now' })).toThrow(
      /Write @ToolCall\(\)/,
    );
    expect(() => decorate(Trace, Kinds)).toThrow(/Write @Trace\(\)/);
  });
});

/** As code does that no compiler has checked. */
const decorate = (decorator: (...args: never[]) => unknown, ...args: unknown[]): unknown =>
  Reflect.apply(decorator, undefined, args);
