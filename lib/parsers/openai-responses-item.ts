import { type Fields, isFields, number, text } from './shape.js';

/** What a delta goes on with: a text of the item's content, of its summary, its arguments, or its code. */
const GROWS: Record<string, 'content' | 'summary' | 'arguments' | 'input' | 'code'> = {
  'response.output_text.delta': 'content',
  'response.refusal.delta': 'content',
  'response.reasoning_text.delta': 'content',
  'response.reasoning_summary_text.delta': 'summary',
  'response.function_call_arguments.delta': 'arguments',
  'response.mcp_call_arguments.delta': 'arguments',
  'response.custom_tool_call_input.delta': 'input',
  'response.code_interpreter_call_code.delta': 'code',
};

/** The part that a text of the content or summary becomes, by what its item is. */
const partType = (item: unknown, list: 'content' | 'summary'): string =>
  list === 'summary' ? 'summary_text' : item === 'reasoning' ? 'reasoning_text' : 'output_text';

/** One item of a streamed response's output, put together from its events. */
export class OpenaiResponsesItem {
  private item: Fields = {};
  private isDone = false;
  private readonly texts = { content: new Map<number, string>(), summary: new Map<number, string>() };
  private readonly refusals = new Set<number>();
  private readonly whole: { arguments?: string; input?: string; code?: string } = {};

  /** True where the event carries output. */
  add(type: string, { item, delta, content_index, summary_index }: Fields): boolean {
    if (isFields(item)) this.item = item;
    this.isDone ||= type === 'response.output_item.done';
    const piece = text(delta);
    if (piece === undefined) return false;
    const grows = GROWS[type];
    if (grows === 'content' || grows === 'summary') {
      const position = number(content_index ?? summary_index) ?? 0;
      this.texts[grows].set(position, (this.texts[grows].get(position) ?? '') + piece);
      if (type === 'response.refusal.delta') this.refusals.add(position);
    } else if (grows !== undefined) {
      this.whole[grows] = (this.whole[grows] ?? '') + piece;
    }
    return type.endsWith('.delta');
  }

  result(): Fields {
    if (this.isDone) return this.item;
    return { type: 'message', ...this.item, ...this.list('content'), ...this.list('summary'), ...this.whole };
  }

  private list(name: 'content' | 'summary'): Fields {
    const texts = [...this.texts[name]].sort(([a], [b]) => a - b);
    const type = partType(this.item['type'], name);
    const told = texts.map(([position, said]) =>
      name === 'content' && this.refusals.has(position) ? { type: 'refusal', refusal: said } : { type, text: said },
    );
    return told.length > 0 ? { [name]: told } : {};
  }
}
