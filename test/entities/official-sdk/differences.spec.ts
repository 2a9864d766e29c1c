import { linesOfBoth, muteTheConsole, NOW, type Sdk, stopTheClock } from './official.js';

const URL_ATTACHMENT = { id: 'a1', type: 'url', url: 'https://x.example/a.pdf', name: 'a.pdf' } as const;
const at = `"startTimestamp":"${NOW}"`;
const ended = `{"endTimestamp":"${NOW}"}`;
const generationData = (id: string, messages: string): string =>
  `{${id}"messages":${messages},"tags":{},${at},"provider":"openai","model":"gpt-4o","modelParameters":{}}`;

/** Every intended difference: why, the calls, the official lines, ours. */
const DIFFERENCES: { why: string; act: (sdk: Sdk) => unknown; theirs: string[]; ours: string[] }[] = [
  {
    why: 'a span is opened by its parent alone, not by two lines that say the same',
    act: (sdk) => sdk.traceSpan('t1', { id: 'sp1' }),
    theirs: [
      `span{id=sp1,action=create,data={"tags":{},${at}}}`,
      `trace{id=t1,action=add-span,data={"id":"sp1","tags":{},${at}}}`,
    ],
    ours: [`trace{id=t1,action=add-span,data={"id":"sp1","tags":{},${at}}}`],
  },
  {
    why: 'a span of a span likewise',
    act: (sdk) => sdk.spanSpan('sp1', { id: 'sp2' }),
    theirs: [
      `span{id=sp2,action=create,data={"tags":{},${at}}}`,
      `span{id=sp1,action=add-span,data={"id":"sp2","tags":{},${at}}}`,
    ],
    ours: [`span{id=sp1,action=add-span,data={"id":"sp2","tags":{},${at}}}`],
  },
  {
    why: 'a retrieval ends once',
    act: (sdk) => sdk.traceRetrieval('t1', { id: 'r1' }).output('d1'),
    theirs: [
      `trace{id=t1,action=add-retrieval,data={"id":"r1","tags":{},${at}}}`,
      `retrieval{id=r1,action=end,data={"docs":["d1"],"endTimestamp":"${NOW}"}}`,
      `retrieval{id=r1,action=end,data=${ended}}`,
    ],
    ours: [
      `trace{id=t1,action=add-retrieval,data={"id":"r1","tags":{},${at}}}`,
      `retrieval{id=r1,action=end,data={"docs":["d1"],"endTimestamp":"${NOW}"}}`,
    ],
  },
  {
    why: 'what has ended does not end again without a time',
    act: (sdk) => {
      const toolCall = sdk.traceToolCall('t1', { id: 'tc1', name: 'n', description: 'd', args: '{}' });
      toolCall.result('4');
      toolCall.end();
    },
    theirs: [
      `trace{id=t1,action=add-tool-call,data={"id":"tc1","name":"n","tags":{},${at},"description":"d","args":"{}"}}`,
      'tool_call{id=tc1,action=result,data={"result":"4"}}',
      `tool_call{id=tc1,action=end,data=${ended}}`,
      `tool_call{id=tc1,action=end,data=${ended}}`,
    ],
    ours: [
      `trace{id=t1,action=add-tool-call,data={"id":"tc1","name":"n","tags":{},${at},"description":"d","args":"{}"}}`,
      'tool_call{id=tc1,action=result,data={"result":"4"}}',
      `tool_call{id=tc1,action=end,data=${ended}}`,
    ],
  },
  {
    why: "an error's metadata is sent",
    act: (sdk) => sdk.traceError('t1', { id: 'e1', message: 'm', metadata: { at: 1 } }),
    theirs: [`trace{id=t1,action=add-error,data={"id":"e1","tags":{},${at},"message":"m"}}`],
    ours: [`trace{id=t1,action=add-error,data={"id":"e1","tags":{},${at},"message":"m","metadata":{"at":"1"}}}`],
  },
  {
    why: "what is added to an error goes by the parent's line: errors have none of their own",
    act: (sdk) => sdk.traceError('t1', { id: 'e1', message: 'm' }).addTag('a', 'b'),
    theirs: [
      `trace{id=t1,action=add-error,data={"id":"e1","tags":{},${at},"message":"m"}}`,
      'error{id=e1,action=update,data={"tags":{"a":"b"}}}',
    ],
    ours: [
      `trace{id=t1,action=add-error,data={"id":"e1","tags":{},${at},"message":"m"}}`,
      `trace{id=t1,action=add-error,data={"id":"e1","tags":{"a":"b"},${at},"message":"m"}}`,
    ],
  },
  {
    why: "a config's metadata is sent",
    act: (sdk) => sdk.trace({ id: 't1', metadata: { a: 1 } }),
    theirs: [`trace{id=t1,action=create,data={"tags":{},${at}}}`],
    ours: [
      `trace{id=t1,action=create,data={"tags":{},${at}}}`,
      'trace{id=t1,action=update,data={"metadata":{"a":"1"}}}',
    ],
  },
  {
    why: 'metadata that is undefined is absent, not empty',
    act: (sdk) => sdk.traceMetadata('t1', { a: undefined, b: null }),
    theirs: ['trace{id=t1,action=update,data={"metadata":{"a":"","b":""}}}'],
    ours: ['trace{id=t1,action=update,data={"metadata":{"b":""}}}'],
  },
  {
    why: 'a generation without an id is named in its first line',
    act: (sdk) => {
      const config = { provider: 'openai', model: 'gpt-4o', messages: [], modelParameters: {} };
      sdk.traceGeneration('t1', config).setName('llm');
    },
    theirs: [
      `trace{id=t1,action=add-generation,data=${generationData('', '[]')}}`,
      'generation{id=<id>,action=update,data={"name":"llm"}}',
    ],
    ours: [
      `trace{id=t1,action=add-generation,data=${generationData('"id":"<id>",', '[]')}}`,
      'generation{id=<id>,action=update,data={"name":"llm"}}',
    ],
  },
  {
    why: 'an invalid id is mended, the same wherever it is named',
    act: (sdk) => sdk.traceRetrieval('t1', { id: 'a b' }).input('q'),
    theirs: [
      `trace{id=t1,action=add-retrieval,data={"id":"a b","tags":{},${at}}}`,
      'retrieval{id=<id>,action=update,data={"input":"q"}}',
    ],
    ours: [
      `trace{id=t1,action=add-retrieval,data={"id":"a_b-c8687a08","tags":{},${at}}}`,
      'retrieval{id=a_b-c8687a08,action=update,data={"input":"q"}}',
    ],
  },
  {
    why: 'a by-id call on an invalid id names the same element',
    act: (sdk) => sdk.retrievalInput('a b', 'q'),
    theirs: ['retrieval{id=a b,action=update,data={"input":"q"}}'],
    ours: ['retrieval{id=a_b-c8687a08,action=update,data={"input":"q"}}'],
  },
  {
    why: 'an attachment by its address is sent as it is: the local line that asks for an upload is no line',
    act: (sdk) => {
      sdk.traceAddAttachment('t1', URL_ATTACHMENT);
      sdk.spanAddAttachment('sp1', URL_ATTACHMENT);
      sdk.generationAddAttachment('g1', URL_ATTACHMENT);
    },
    theirs: ['trace{id=t1', 'span{id=sp1', 'generation{id=g1'].map(
      (element) =>
        `${element},action=upload-attachment,data={"id":"a1","type":"url","url":"https://x.example/a.pdf","name":"a.pdf"}}`,
    ),
    ours: ['trace/t1', 'span/sp1', 'generation/g1'].map(
      (element) =>
        `${element.replace('/', '{id=')},action=add-attachment,data={"id":"a1","type":"url","name":"a.pdf","key":"repo/${element}/files/original/a1","url":"https://x.example/a.pdf"}}`,
    ),
  },
  {
    why: 'an image stays in the message, and is not sent a second time as an attachment',
    act: (sdk) => {
      const content = [{ type: 'image_url', image_url: { url: 'https://x.example/a.png' } }];
      const messages = [{ role: 'user', content }];
      sdk.traceGeneration('t1', { id: 'g1', provider: 'openai', model: 'gpt-4o', messages, modelParameters: {} });
    },
    theirs: [
      'generation{id=g1,action=upload-attachment,data={"type":"url","id":"<id>","url":"https://x.example/a.png","mimeType":"image/*","tags":{"attachedTo":"input"}}}',
      `trace{id=t1,action=add-generation,data=${generationData('"id":"g1",', '[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.example/a.png"}}]}]')}}`,
    ],
    ours: [
      `trace{id=t1,action=add-generation,data=${generationData('"id":"g1",', '[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.example/a.png"}}]}]')}}`,
    ],
  },
];

stopTheClock();
muteTheConsole();

it.each(DIFFERENCES)('unlike the official SDK: $why', ({ act, theirs, ours }) => {
  expect(linesOfBoth((sdk) => () => act(sdk))).toEqual({ theirs, ours });
});
