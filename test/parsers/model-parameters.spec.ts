import { modelParameters } from '../../lib/parsers/model-parameters.js';

describe('parameters of a model', () => {
  it.each([
    ['headers', { extra_headers: { 'x-foo': 'secret' }, extra_body: { headers: { 'x-foo': 'secret' } } }],
    [
      'Azure’s data sources',
      {
        data_sources: [
          { type: 'azure_search', parameters: { authentication: { type: 'api_key', key: 'secret' } } },
          {
            type: 'azure_cosmos_db',
            parameters: {
              authentication: { type: 'connection_string', connection_string: 'AccountKey=secret;' },
              embedding_dependency: {
                type: 'endpoint',
                authentication: { type: 'access_token', access_token: 'secret' },
              },
            },
          },
        ],
      },
    ],
    [
      'Gemini’s tools',
      { tools: [{ googleMaps: { authConfig: { apiKeyConfig: { apiKeyString: 'secret' } }, enableWidget: true } }] },
    ],
    [
      'MCP servers',
      { tools: [{ type: 'mcp', server_url: 'https://x', authorization: 'secret', headers: { a: 'secret' } }] },
    ],
  ])('lose the credentials of %s, and nothing else', (_, given) => {
    const parameters = modelParameters({ ...given, temperature: 1 });
    expect(JSON.stringify(parameters)).not.toContain('secret');
    expect(Object.keys(parameters)).toContain('temperature');
    expect(JSON.stringify(parameters)).toMatch(/extra_body|azure_cosmos_db.*endpoint|enableWidget|server_url/);
  });

  it('keep what an app calls so in a schema, and what holds no credentials as it is', () => {
    const parameters = {
      type: 'object',
      properties: { headers: { type: 'string' }, authorization: { type: 'string' } },
    };
    const tools = [{ type: 'function', function: { name: 'fetch', parameters } }];
    expect(modelParameters({ tools })).toEqual({ tools });
    expect(modelParameters({ tools })['tools']).toBe(tools);
  });

  it('may hold themselves, and are not changed', () => {
    const tool: Record<string, unknown> = { headers: { a: 'secret' }, name: 'x' };
    tool['self'] = tool;
    expect(modelParameters({ tools: [tool] })).toMatchObject({ tools: [{ name: 'x' }] });
    expect(Object.keys(tool)).toEqual(['headers', 'name', 'self']);
  });
});
