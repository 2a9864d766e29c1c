/** The floor plan of lib/: a room → the rooms it may import. Imports flow down only, type-only ones included. */
const rooms = {
  faults: [],
  protocol: ['faults'],
  observe: ['faults'],
  parsers: ['protocol'],
  options: ['faults', 'protocol'],
  entities: ['faults', 'protocol'],
  context: ['faults', 'protocol', 'options', 'entities'],
  pipeline: ['faults', 'protocol', 'options'],
  transport: ['faults', 'protocol', 'options'],
  logger: ['faults', 'protocol', 'observe', 'parsers', 'options', 'entities', 'context', 'transport'],
  wire: ['faults', 'protocol', 'observe', 'parsers', 'options', 'context', 'logger'],
};
rooms.nest = Object.keys(rooms);

/** Each its own entry in package.json's `exports`; nothing imports them statically. */
const doors = {
  collector: ['faults', 'protocol', 'options', 'transport'],
  cli: ['.+'],
  testing: ['.+'],
  integrations: ['.+'],
};

const every = { ...rooms, ...doors };
const anyDoor = Object.keys(doors);
const room = (...names) => `^lib/(?:${names.join('|')})/`;

const rule = (name, comment, path, to, pathNot) => ({
  name,
  comment,
  severity: 'error',
  from: pathNot ? { path, pathNot } : { path },
  to,
});

const roomRule = ([name, may]) => {
  const reach = name === 'nest' ? [...may, ...anyDoor] : may;
  return rule(`room-${name}`, `It may import: ${reach.join(', ') || 'no other room'}.`, room(name), {
    path: '^lib/',
    pathNot: room(name, ...reach),
  });
};

module.exports = {
  forbidden: [
    rule('no-cycle', 'No cycle, type-only imports included.', '^lib/', { circular: true }),
    ...Object.entries(every).map(roomRule),
    rule('room-unknown', 'A new room is written into this plan first.', '^lib/', {}, [
      '^lib/index\\.ts$',
      room(...Object.keys(every)),
    ]),
    rule('room-unknown-to', 'A new room is written into this plan first.', '^lib/', {
      path: '^lib/',
      pathNot: room(...Object.keys(every)),
    }),
    rule(
      'door-only-by-import()',
      'What a door needs is loaded by those who open it.',
      '^lib/',
      { path: room(...anyDoor), dynamic: false },
      room(...anyDoor),
    ),
    rule(
      'undici-in-one-file',
      'Others take its types only.',
      '^lib/',
      { path: '(^|node_modules/)undici(/|$)', dependencyTypesNot: ['type-only'] },
      '^lib/transport/undici\\.ts$',
    ),
    rule(
      'nest-in-nest',
      'All other rooms work without Nest.',
      '^lib/',
      { path: '(^|node_modules/)(@nestjs/|rxjs(/|$)|reflect-metadata(/|$))' },
      room('nest', 'testing', 'integrations'),
    ),
    rule('pure-protocol', 'It hashes ids, tells what a value is, and reads nothing else.', room('protocol'), {
      dependencyTypes: ['core'],
      pathNot: '^(node:)?(crypto|util)$',
    }),
    rule('pure-parsers', 'Values in, values out.', room('parsers'), { dependencyTypes: ['core'] }),
    rule('declared', 'Users have dependencies and peers, nothing else.', '^lib/', {
      dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown'],
      dependencyTypesNot: ['type-only', 'npm-peer'],
    }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
