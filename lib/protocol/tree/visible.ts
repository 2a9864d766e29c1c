/** C0 but tab, DEL, C1, and what turns the direction of writing or breaks a line behind the terminal's back. */
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const NARROWEST = /[\p{Mark}\u200b-\u200d\ufe0f]/u;

/**
 * A text that can do nothing to a terminal but be seen: each control character becomes its picture (`␛` for ESC) or its
 * code point. Line breaks too: split first where lines are wanted.
 */
export const visible = (text: string): string =>
  text.replace(CONTROL, (control) => {
    const code = control.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '␡' : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });

/** The columns that a visible text takes in a terminal. */
export function columns(text: string): number {
  let width = 0;
  for (const character of text) width += NARROWEST.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}
