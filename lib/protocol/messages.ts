/** A function call that a model asked for, as OpenAI shapes it. */
export interface MessageToolCall {
  id: string;
  type: string;
  function: { name: string; /** JSON text. */ arguments: string };
}

/** One part of a message with several. */
export type MessagePart =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string; detail?: string } }
  | { type: string; [key: string]: unknown };

/** A message of a conversation, OpenAI-shaped whatever the provider. */
export interface ChatMessage {
  role: string;
  content?: string | MessagePart[] | null;
  tool_calls?: MessageToolCall[];
  tool_call_id?: string;
  name?: string;
}
