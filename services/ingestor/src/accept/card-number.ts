// Finds card numbers (PANs) where none belong, and lets the ids that systems really use pass: UUIDs, timestamps, IBANs
// and hexadecimal ids hold long runs of digits, and one in ten of those passes the check digit by chance. Pure.

/** Digits as cards are written: in one run, in groups of four, or as American Express groups them. */
const grouped = (sign: string) =>
  String.raw`\d{4}(${sign})\d{4}\1\d{4}\1\d{1,7}|\d{4}(${sign})\d{6}\2\d{4,5}`;
const asWritten = new RegExp(String.raw`^(?:\d{13,19}|${grouped('[ -]')})$`);
const standingAlone = new RegExp(`(?<![A-Za-z0-9])(?:${grouped('[ ._/-]')})(?![A-Za-z0-9])`, 'g');
/** Groups between other signs than the dash: UUIDs, whose letters stand next to their digits, have none of them. */
const amongLetters = new RegExp(String.raw`(?<!\d)(?:${grouped('[ ._/]')})(?!\d)`, 'g');
const anyGroups = /^\d(?:[ -]?\d){12,18}$/;
const words = /[A-Za-z0-9]+/g;
const hexadecimal = /^(?=.*[A-Fa-f])[A-Fa-f0-9]+$/;
/** `c4111…`, `4111…ace`: a number with a mark before or behind it, though its letters could be hexadecimal. */
const marked = /^(?:[A-Fa-f]{1,4}\d{13,19}[A-Fa-f]?|[A-Fa-f]?\d{13,19}[A-Fa-f]{1,4})$/;
const ibanShape = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;
const longRuns = /(?<!\d)\d{13,19}(?!\d)/g;
/** First digits that payment networks issue: neither a date (20…) nor a time in milliseconds (17…) begins so. */
const networks = /^(?:3|4|5|6|22[2-9]|2[3-6]|27[01]|2720|220[0-4])/;
/** Of other lengths than sixteen few are issued, and hexadecimal ids of eight bytes often end in so many digits. */
const networksOfLength: Record<number, RegExp> = {
  13: /^4/,
  14: /^3(?:0[0-5]|09|[689])/,
  15: /^3[47]/,
  17: /^[56]/,
  18: /^[56]/,
  19: /^(?:[456]|3[689]|220[0-4])/,
};

/**
 * True if the text is a number of a card's length (13–19 digits, spaces or dashes between them or not) with the
 * right check digit (Luhn), or holds one that begins as payment networks' numbers do.
 */
export function holdsCardNumber(text: string): boolean {
  if (text.length < 13) return false;
  return isCardNumber(text) || inside(text).map(digitsOf).some(isOfNetwork);
}

/** The same for a number. Below fifteen digits it is an amount: large ones in small currencies have so many. */
export function isCardNumberAsAmount(amount: number): boolean {
  return amount >= 1e14 && isOfNetwork(String(amount));
}

function isCardNumber(text: string): boolean {
  const digits = digitsOf(text);
  return anyGroups.test(text) && passesLuhn(digits) && (asWritten.test(text) || networks.test(digits));
}

const isOfNetwork = (digits: string) =>
  (networksOfLength[digits.length] ?? networks).test(digits) && passesLuhn(digits);

function inside(text: string): string[] {
  const runs = (text.match(words) ?? []).filter((word) => !isHexadecimal(word) && !isIban(word));
  const groups = [standingAlone, amongLetters].flatMap((pattern) => text.match(pattern) ?? []);
  return [...groups, ...runs.flatMap((word) => word.match(longRuns) ?? [])];
}

const isHexadecimal = (word: string) => hexadecimal.test(word) && !marked.test(word);

function digitsOf(text: string): string {
  return text.replace(/[^0-9]/g, '');
}

// ISO 13616: the first four characters moved to the end, letters as 10 to 35, the whole is 1 modulo 97.
function isIban(word: string): boolean {
  if (!ibanShape.test(word)) return false;
  const moved = word.slice(4) + word.slice(0, 4);
  const number = moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(number) % 97n === 1n;
}

// All zeros pass the sum, but are nobody's card.
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum > 0 && sum % 10 === 0;
}
