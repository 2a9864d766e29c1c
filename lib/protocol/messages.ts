/** A function call that a model asked for, as OpenAI shapes it. */
export interface MessageToolCall {
  id: string;
  type: string;
  function: { name: string; /** JSON text. */ arguments: string };
}

/** A call of a custom tool, whose input is free text. */
export interface MessageCustomToolCall {
  id: string;
  type: 'custom';
  custom: { name: string; input: string };
}

/** One part of a message with several; other libraries' types of parts fit too. */
export type MessagePart =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string; detail?: string } }
  | { type: string; [key: string]: unknown }
  | { type: string };

/** A message of a conversation, OpenAI-shaped whatever the provider. */
export interface ChatMessage {
  role: string;
  content?: string | MessagePart[] | null;
  tool_calls?: (MessageToolCall | MessageCustomToolCall)[];
  tool_call_id?: string;
  name?: string;
}
