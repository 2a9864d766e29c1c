import { errorBody } from '../../lib/parsers/error-body.js';

describe('the error of a failed call', () => {
  it.each([
    [
      'OpenAI',
      { error: { message: 'bad key', type: 'invalid_request_error', param: null, code: 'invalid_api_key' } },
      { message: 'bad key', type: 'invalid_request_error', code: 'invalid_api_key' },
    ],
    [
      'Anthropic',
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
      { message: 'Overloaded', type: 'overloaded_error' },
    ],
    [
      'Google',
      [{ error: { code: 429, message: 'quota', status: 'RESOURCE_EXHAUSTED' } }],
      { message: 'quota', code: '429', type: 'RESOURCE_EXHAUSTED' },
    ],
    ['Ollama', { error: 'model not found' }, { message: 'model not found' }],
    [
      'Mistral',
      { object: 'error', message: 'bad model', type: 'invalid_model', code: '1500' },
      { message: 'bad model', type: 'invalid_model', code: '1500' },
    ],
    ['Qdrant', { status: { error: 'Not found: faq' }, time: 0.1 }, { message: 'Not found: faq' }],
    [
      'Weaviate',
      { data: { Get: null }, errors: [{ message: 'no such class', path: ['Get'] }] },
      { message: 'no such class' },
    ],
    ['AWS', { __type: 'ThrottlingException', message: 'slow' }, { message: 'slow', type: 'ThrottlingException' }],
  ])('of %s', (_, body, expected) => {
    expect(errorBody(body)).toEqual(expected);
  });

  it.each([[undefined], ['text'], [{}], [[]], [{ error: {} }], [{ error: null }]])('is not seen in %j', (body) => {
    expect(errorBody(body)).toBeUndefined();
  });
});
