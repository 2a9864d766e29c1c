import { REDACTED } from './marks.js';

const FEWEST_DIGITS = 13;
const MOST_DIGITS = 19;
/** Groups of digits as cards are printed, one space, also of those that do not break, or dash between them; no fraction. */
const GROUPS = /(?<!\d|\d\.)\d{4,}(?:[ \u00a0\u202f-]\d{3,})*/g;
/** Of bank cards. Leaves out times in ms, which begin with 1. */
const FIRST_DIGIT = /^[2-6]/;

/** Whether a number is that of a credit card: 13 to 19 digits with a right check digit. */
export const isCardNumber = (value: number): boolean => Number.isSafeInteger(value) && isCard(String(value));

/** Hides such numbers in a text. */
export const hideCardsInText = (text: string): string =>
  text.length < FEWEST_DIGITS ? text : text.replace(GROUPS, (groups) => hideInGroups(groups));

/** Other numbers may stand beside a card's: its groups are looked for from each on, and the longest match is hidden. */
function hideInGroups(text: string): string {
  const groups = [...text.matchAll(/\d+/g)];
  let shown = '';
  let from = 0;
  for (const { index } of groups) {
    if (index < from) continue;
    const end = endOfCard(groups, index);
    if (end === undefined) continue;
    shown += text.slice(from, index) + REDACTED;
    from = end;
  }
  return shown + text.slice(from);
}

function endOfCard(groups: readonly RegExpExecArray[], start: number): number | undefined {
  let digits = '';
  let end: number | undefined;
  for (const { index, 0: group } of groups) {
    if (index < start) continue;
    digits += group;
    if (digits.length > MOST_DIGITS) break;
    if (isCard(digits)) end = index + group.length;
    if (group.length < 4) break; // Only the last group of a card is that short.
  }
  return end;
}

const isCard = (digits: string): boolean =>
  digits.length >= FEWEST_DIGITS && digits.length <= MOST_DIGITS && FIRST_DIGIT.test(digits) && hasCheckDigit(digits);

/** Luhn: of every second digit from the right its double counts, digits summed; the whole is a multiple of ten. */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    const counted = place % 2 === 1 ? digit * 2 : digit;
    sum += counted > 9 ? counted - 9 : counted;
  }
  return sum % 10 === 0;
}
