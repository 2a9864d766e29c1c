import { finishReason } from '../../lib/parsers/finish-reason.js';

describe('a finish reason', () => {
  it.each([['stop'], ['length'], ['tool_calls'], ['content_filter'], ['function_call'], ['of_its_own']])(
    'of OpenAI, or unknown, stays: %s',
    (native) => {
      expect(finishReason(native)).toEqual({ finish_reason: native });
    },
  );

  it.each([
    ['end_turn', 'stop'],
    ['STOP', 'stop'],
    ['COMPLETE', 'stop'],
    ['STOP_CRITERIA_MET', 'stop'],
    ['max_tokens', 'length'],
    ['MAX_TOKENS', 'length'],
    ['model_length', 'length'],
    ['tool_use', 'tool_calls'],
    ['tool-calls', 'tool_calls'],
    ['SAFETY', 'content_filter'],
    ['guardrail_intervened', 'content_filter'],
    ['IMAGE_PROHIBITED_CONTENT', 'content_filter'],
    ['IMAGE_RECITATION', 'content_filter'],
    ['ERROR_LIMIT', 'length'],
  ])('%s is %s, its own word kept', (native, word) => {
    expect(finishReason(native)).toEqual({ finish_reason: word, native_finish_reason: native });
  });

  it.each([[undefined], [null], [''], [1]])('is null for %j', (native) => {
    expect(finishReason(native)).toEqual({ finish_reason: null });
  });
});
