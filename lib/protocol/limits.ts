/** Sizes the server sets, the official SDKs keep or we choose, in bytes of UTF-8. */

/** The largest request body of the log endpoint. */
export const MAX_BODY_BYTES = 5_242_880;

/** The largest line sent in a body; a longer one goes through the storage path. */
export const MAX_LINE_BYTES = 900_000;

/** The largest file. */
export const MAX_UPLOAD_BYTES = 50_000_000;

/** The longest captured field, where the options say nothing. */
export const MAX_FIELD_BYTES = 262_144;

/** The same of a generation's messages and of its result. */
export const MAX_CONVERSATION_BYTES = 4_194_304;

/** The longest element id we send; longer ones are mended. */
export const MAX_ID_LENGTH = 128;
