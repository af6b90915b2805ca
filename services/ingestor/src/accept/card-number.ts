// Detects card numbers (PANs) but lets common ids pass: UUIDs, timestamps, IBANs and hexadecimal ids contain long runs of
// digits, and one in ten of those has a valid check digit by chance. Pure.

/** How card numbers are written: as one run of digits, in groups of four, or grouped as by American Express. */
const grouped = (sign: string) =>
  String.raw`\d{4}(${sign})\d{4}\1\d{4}\1\d{1,7}|\d{4}(${sign})\d{6}\2\d{4,5}`;
const asWritten = new RegExp(String.raw`^(?:\d{13,19}|${grouped('[ -]')})$`);
const standingAlone = new RegExp(`(?<![A-Za-z0-9])(?:${grouped('[ ._/-]')})(?![A-Za-z0-9])`, 'g');
/** Groups with separators other than the dash, which UUIDs do not contain; letters may stand next to them. */
const amongLetters = new RegExp(String.raw`(?<!\d)(?:${grouped('[ ._/]')})(?!\d)`, 'g');
const anyGroups = /^\d(?:[ -]?\d){12,18}$/;
const words = /[A-Za-z0-9]+/g;
const hexadecimal = /^(?=.*[A-Fa-f])[A-Fa-f0-9]+$/;
/** `c4111…`, `4111…ace`: a number with a prefix or suffix whose letters could be hexadecimal. */
const marked = /^(?:[A-Fa-f]{1,4}\d{13,19}[A-Fa-f]?|[A-Fa-f]?\d{13,19}[A-Fa-f]{1,4})$/;
const ibanShape = /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/;
const longRuns = /(?<!\d)\d{13,19}(?!\d)/g;
/** Leading digits that payment networks use. Neither dates (20…) nor epoch milliseconds (17…) begin with them. */
const networks = /^(?:3|4|5|6|22[2-9]|2[3-6]|27[01]|2720|220[0-4])/;
/** Stricter for lengths other than 16: few such cards exist, and 8-byte hexadecimal ids often end in that many digits. */
const networksOfLength: Record<number, RegExp> = {
  13: /^4/,
  14: /^3(?:0[0-5]|09|[689])/,
  15: /^3[47]/,
  17: /^[56]/,
  18: /^[56]/,
  19: /^(?:[456]|3[689]|220[0-4])/,
};

/**
 * True if the text is a number of card length (13–19 digits, with or without spaces or dashes) with a valid check digit
 * (Luhn), or contains such a number that begins with the digits of a payment network.
 */
export function containsCardNumber(text: string): boolean {
  if (text.length < 13) return false;
  return isCardNumber(text) || candidatesIn(text).map(digitsOf).some(isNetworkNumber);
}

/** The same for an amount. Amounts below fifteen digits pass, because large amounts in small currencies have that many. */
export function isCardNumberAsAmount(amount: number): boolean {
  return amount >= 1e14 && isNetworkNumber(String(amount));
}

function isCardNumber(text: string): boolean {
  const digits = digitsOf(text);
  return anyGroups.test(text) && passesLuhn(digits) && (asWritten.test(text) || networks.test(digits));
}

const isNetworkNumber = (digits: string) =>
  (networksOfLength[digits.length] ?? networks).test(digits) && passesLuhn(digits);

function candidatesIn(text: string): string[] {
  const runs = (text.match(words) ?? []).filter((word) => !isHexadecimal(word) && !isIban(word));
  const groups = [standingAlone, amongLetters].flatMap((pattern) => text.match(pattern) ?? []);
  return [...groups, ...runs.flatMap((word) => word.match(longRuns) ?? [])];
}

const isHexadecimal = (word: string) => hexadecimal.test(word) && !marked.test(word);

function digitsOf(text: string): string {
  return text.replace(/[^0-9]/g, '');
}

// ISO 13616: move the first four characters to the end and replace letters by 10 to 35; the result is 1 modulo 97.
function isIban(word: string): boolean {
  if (!ibanShape.test(word)) return false;
  const moved = word.slice(4) + word.slice(0, 4);
  const number = moved.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(number) % 97n === 1n;
}

// All zeros have a valid check digit, but are not a card number.
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum > 0 && sum % 10 === 0;
}
