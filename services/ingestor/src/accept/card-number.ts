// Finds card numbers (PANs) where none belong. Pure.

/** 13 to 19 digits, with spaces or dashes between them or not. */
const shaped = /(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)/g;

/** True if the text holds a number of a card's length whose check digit (Luhn) is right. */
export function holdsCardNumber(text: string): boolean {
  for (const [match] of text.matchAll(shaped)) {
    if (passesLuhn(match.replace(/[ -]/g, ''))) return true;
  }
  return false;
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
