/** Compiled in both dialects of decorators, so with nothing that only one of them has. */
import { Generation, Keep, NoTrace, Retrieval, Span, ToolCall, Trace } from '../../lib/index.js';

const SYMBOL = Symbol('by symbol');

export class Base {
  #secret = 'secret';

  @Span()
  reveal(prefix: string, _suffix = ''): string {
    return prefix + this.#secret;
  }

  @Span()
  again(): string {
    return 'base';
  }

  @Span()
  static make(this: void, name: string): string {
    return name;
  }

  @ToolCall()
  static classOf(): unknown {
    return this;
  }

  @Span()
  [SYMBOL](): string {
    return 'symbol';
  }

  bySymbol(): string {
    return this[SYMBOL]();
  }

  @Generation({ model: 'm' })
  @Span('outer')
  both(text: string): string {
    return text;
  }

  @Retrieval()
  async *documents(): AsyncGenerator<{ page: number }> {
    await Promise.resolve();
    yield { page: 1 };
    yield { page: 2 };
  }

  @Keep()
  @Trace()
  kept(): string {
    return 'kept';
  }

  get value(): string {
    return this.#secret;
  }
}

export class Derived extends Base {
  @Keep()
  @Trace()
  override kept(): string {
    return `derived, ${super.kept()}`;
  }

  @Span()
  override again(): string {
    return `derived of ${super.again()}`;
  }
}

@Trace({ tags: { kind: 'class' } })
export class Traced {
  #count = 0;
  place = 'field';

  count(by: number): number {
    this.#count += by;
    return this.#count;
  }

  @NoTrace()
  quiet(): string {
    return 'quiet';
  }

  @Span()
  span(): string {
    return 'span';
  }

  get doubled(): number {
    return this.#count * 2;
  }
}
