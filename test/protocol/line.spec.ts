import { decode } from '../../lib/protocol/decode.js';
import { ACTIONS, ENTITIES, formatLine } from '../../lib/protocol/line.js';

describe('formatLine', () => {
  it('writes a line as it stands on the wire', () => {
    expect(formatLine('trace', 't1', 'update', '{"input":"hi"}')).toBe(
      'trace{id=t1,action=update,data={"input":"hi"}}',
    );
  });

  it('writes what decode() reads, for each entity and action', () => {
    const lines = ENTITIES.flatMap((entity) =>
      ACTIONS.map((action) => formatLine(entity, 'an-id_1', action, '{"text":"}},data={\\n"}')),
    );
    expect(decode(lines.join('\n')).map(({ entity, id, action, data }) => [entity, id, action, data])).toEqual(
      ENTITIES.flatMap((entity) => ACTIONS.map((action) => [entity, 'an-id_1', action, { text: '}},data={\n' }])),
    );
  });
});
