import { inColour } from '../../lib/cli/ink.js';
import { formatTrace } from '../../lib/protocol/tree/text.js';
import { folded, line } from '../protocol/tree/lines.js';

describe('inColour', () => {
  it('colours a tree and changes nothing else in it', () => {
    const [trace] = folded(
      line('trace', 't', 'create', { name: 'chat' }),
      line('trace', 't', 'add-error', { id: 'e', message: 'boom' }),
    ).traces();
    const text = trace && formatTrace(trace, inColour);
    expect(text).toContain('\u001b[1mchat\u001b[22m');
    expect(text).toContain('\u001b[31mboom\u001b[39m');
    expect(text?.replace(/\u001b\[\d+m/g, '')).toBe(trace && formatTrace(trace));
  });
});
