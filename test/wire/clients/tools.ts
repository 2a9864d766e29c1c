import { jsonSchema, tool } from 'ai';

const name = 'lookup';
const description = 'Looks an order up.';
const parameters = { type: 'object' as const, properties: { id: { type: 'number' as const } }, required: ['id'] };

/** One tool, as each API takes it. */
export const TOOLS = {
  chat: [{ type: 'function' as const, function: { name, description, parameters } }],
  responses: [{ type: 'function' as const, name, description, parameters, strict: false }],
  anthropic: [{ name, description, input_schema: parameters }],
  gemini: [{ functionDeclarations: [{ name, description, parametersJsonSchema: parameters }] }],
  bedrock: { tools: [{ toolSpec: { name, description, inputSchema: { json: parameters } } }] },
  ai: { [name]: tool({ description, inputSchema: jsonSchema<{ id: number }>(parameters), execute: () => 'shipped' }) },
};
