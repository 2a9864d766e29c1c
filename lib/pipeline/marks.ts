/** What stands in the place of a secret, or of a field that could not be redacted. */
export const REDACTED = '[REDACTED]';
/** The same as JSON. */
export const REDACTED_JSON = `"${REDACTED}"`;

/** What stands in the place of an error's message where content is not logged. */
export const NOT_CAPTURED = '[NOT CAPTURED]';

/** How a text ends that was cut. */
export const CUT = '… [truncated]';
