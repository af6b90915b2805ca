import { containsCardNumber } from './card-number.ts';

describe('containsCardNumber', () => {
  it.each([
    '4111111111111111',
    '4111 1111 1111 1111',
    '5500-0000-0000-0004',
    '378282246310005',
    '6304000000000000',
    'card:4111111111111111',
    'x4111111111111111y',
  ])('finds a card number in %s', (text) => {
    expect(containsCardNumber(text)).toBe(true);
  });

  it.each([
    ['a wrong check digit', '4111111111111112'],
    ['too few digits', '411111111111'],
    ['too many digits', '41111111111111111111'],
    ['all zeros', '0000000000000000'],
    ['a token', 'k1:OsFFji96PFin9ZvYcPzEOxSGJ1lIqrK8yqlvT-cRaSg'],
    ['digits apart', '4111__1111__1111__1111'],
  ])('finds no card number in %s', (_, text) => {
    expect(containsCardNumber(text)).toBe(false);
  });
});

describe('ids that are not card numbers', () => {
  // In each range of ten ids, one number has a valid check digit. None of the ten may be rejected.
  it.each<[string, (n: number) => string]>([
    ['an id with a timestamp in milliseconds', (n) => `tx-${1_785_585_600_000 + n}`],
    ['an id with a date', (n) => `20260801-${100_000 + n}`],
    ['an id with a date and a time', (n) => `tx-20260801120000-${1_000 + n}`],
    ['a UUID whose first groups are digits', (n) => `41111111-1111-4111-8111-1234567890${10 + n}`],
    ['a hexadecimal id', (n) => `ab41111111111111${10 + n}ef`],
    ['a hexadecimal id of eight bytes, a letter and digits', (n) => `e4186682766861${10 + n}`],
    ['a hexadecimal id of eight bytes, two letters and digits', (n) => `af64262999871${10 + n}b`],
  ])('pass: %s', (_what, idOf) => {
    expect(Array.from({ length: 10 }, (_, n) => idOf(n)).filter(containsCardNumber)).toEqual([]);
  });

  it.each(['DK5000400440116243', 'AT611904300234573201', 'SI56263300012039086', 'LT601010012345678901'])(
    'pass: the IBAN %s',
    (iban) => {
      expect(containsCardNumber(iban)).toBe(false);
    },
  );

  it.each([
    'card4111111111111111',
    'tx-4111-1111-1111-1111',
    'acct:3782-822463-10005',
    'DK4111111111111111',
    '4111111111-111111',
    '2223003122003222',
    '1234567812345670',
    // With other numbers that are printed on a card.
    '4111-1111-1111-1111-123',
    '12-4111111111111111',
    '%B4111111111111111^28121010000',
    // With a prefix of hexadecimal letters.
    'c4111111111111111',
    'acc4111111111111111',
    // In groups with other separators.
    '4111_1111_1111_1111',
    'tx.4111.1111.1111.1111',
  ])('do not hide the card number in %s', (text) => {
    expect(containsCardNumber(text)).toBe(true);
  });
});
