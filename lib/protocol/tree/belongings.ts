import { type Element } from './element.js';
import { type Fields, fields, given, isFields, number, text, textList, texts, time } from './fields.js';
import { type NodeAttachment, type NodeError, type NodeEvaluation, type NodeEvent, type NodeFeedback } from './node.js';

/** An element's own error, such as a generation's `result.error`; the Go SDK writes it with an `update`. */
export function ownError({ type, fields: told }: Element): NodeError | undefined {
  const error = (type === 'generation' ? fields(told.get('result'))['error'] : undefined) ?? told.get('error');
  if (error === undefined || error === null) return undefined;
  return errorOf(isFields(error) ? error : { message: error });
}

/** An error as its line tells it; one that was added has an id. */
export function errorOf(told: Fields): NodeError {
  return {
    message: text(told['message']) ?? '',
    ...given({
      code: text(told['code']),
      type: text(told['errorType'] ?? told['type']),
      id: text(told['id']),
      name: text(told['name']),
      startTimestamp: time(told['startTimestamp']),
      tags: filled(texts(told['tags'])),
      metadata: filled(texts(told['metadata'])),
    }),
  };
}

export const eventOf = (id: string, told: Fields): NodeEvent => ({
  id,
  name: text(told['name']) ?? '',
  ...given({ timestamp: time(told['timestamp']) }),
  tags: texts(told['tags']),
  metadata: texts(told['metadata']),
});

export const attachmentOf = (id: string, told: Fields): NodeAttachment => ({
  id,
  ...given({
    type: text(told['type']),
    name: text(told['name']),
    mimeType: text(told['mimeType']),
    size: number(told['size']),
    url: text(told['url']),
    key: text(told['key']),
  }),
  tags: texts(told['tags']),
  metadata: texts(told['metadata']),
});

/** Nothing where there is no score. */
export function feedbackOf(told: Fields): NodeFeedback[] {
  const score = number(told['score']);
  return score === undefined ? [] : [{ score, ...given({ comment: text(told['comment']) }) }];
}

export const evaluationOf = (told: Fields): NodeEvaluation => ({
  evaluators: textList(told['evaluators']) ?? [],
  ...given({
    variables: isFields(told['variables']) ? texts(told['variables']) : undefined,
    timestamp: time(told['timestamp']),
  }),
});

const filled = (all: Record<string, string>): Record<string, string> | undefined =>
  Object.keys(all).length > 0 ? all : undefined;
