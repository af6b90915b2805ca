// Card numbers are rejected in every field and in every spelling, and the response never quotes them.
import { fieldErrors, type TransactionRequest, transactionRequest } from '@ringtrace/contracts';
import { createTokenisers } from '@ringtrace/tokens';
import fc from 'fast-check';
import { acceptTransaction } from './accept-transaction.ts';

const now = Date.parse('2026-08-01T12:00:00Z');
const tokenisers = createTokenisers({
  current: 'k1',
  keys: [{ id: 'k1', key: 'a key of at least thirty-two characters' }],
});
const request: TransactionRequest = {
  id: 'tx-1',
  occurredAt: '2026-08-01T11:59:30Z',
  amountMinor: 12_500,
  currency: 'EUR',
  type: 'card-payment',
  payer: { accountId: 'payer' },
  payee: { accountId: 'payee' },
  card: 'card',
  device: 'device',
  ip: '203.0.113.7',
  merchantId: 'shop',
};

// Leading digits and lengths that Visa, Mastercard, American Express, Discover, Diners, JCB, Maestro and Mir use.
const issued: [prefix: string, lengths: number[]][] = [
  ['4', [13, 16, 19]],
  ['51', [16]],
  ['55', [16]],
  ['2221', [16]],
  ['2720', [16]],
  ['34', [15]],
  ['37', [15]],
  ['6011', [16, 19]],
  ['65', [16]],
  ['36', [14]],
  ['3528', [16]],
  ['6304', [12 + 4, 19]],
  ['2200', [16]],
];

const cardNumber = fc
  .tuple(fc.constantFrom(...issued), fc.nat(2), fc.array(fc.nat(9), { minLength: 19, maxLength: 19 }))
  .map(([[prefix, lengths], choice, digits]) => {
    const length = lengths[choice % lengths.length] as number;
    const body = (prefix + digits.join('')).slice(0, length - 1);
    return body + checkDigit(body);
  });

/** Luhn check digit: makes the weighted sum a multiple of ten. */
function checkDigit(body: string): number {
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const weighted = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

const groupsOf = (digits: string) =>
  digits.length === 15
    ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10)]
    : [digits.slice(0, 4), digits.slice(4, 8), digits.slice(8, 12), digits.slice(12)];

const isGrouped = (digits: string) => digits.length >= 15;

/** Text before and after a card number, or none. */
const surroundings = fc.record({
  before: fc.constantFrom('', 'card', 'c', 'acc', 'x-', 'pan=', '%B', 'tx_', '"', '12-', '(('),
  after: fc.constantFrom('', '-x', '=2812', '^', '-123', 'z', '"', ';'),
});

/**
 * A card number as people and programs write it: as one run, or in groups with a separator. Dashed groups next to a letter
 * are left out, because they look like a UUID.
 */
const writtenCardNumber = fc
  .tuple(cardNumber, fc.constantFrom('', '-', '_', '.', '/'), surroundings)
  .map(([digits, separator, { before, after }]) => {
    const text = isGrouped(digits) ? groupsOf(digits).join(separator) : digits;
    const apart = separator === '-' && isGrouped(digits);
    return before.replace(apart ? /[a-z]$/i : /$^/, '$&-') + text + (apart && after === 'z' ? '-z' : after);
  });

const notAllowedInIds = /[^A-Za-z0-9_-]/g;
const runs = { numRuns: 1_000, seed: 1 };

function rejection(input: unknown): { fields: string[]; text: string } {
  const parsed = transactionRequest.safeParse(input);
  const errors = parsed.success
    ? ((result) => (result.ok ? [] : result.errors))(acceptTransaction(parsed.data, 'acme', now, tokenisers))
    : fieldErrors(parsed.error);
  return { fields: errors.map(({ field }) => field), text: JSON.stringify(errors) };
}

const longNumber = /\d(?:[^A-Za-z0-9]?\d){7}/;

describe('a card number', () => {
  it.each<[string, (text: string) => Partial<TransactionRequest>]>([
    ['payer.accountId', (text) => ({ payer: { accountId: text } })],
    ['payee.accountId', (text) => ({ payee: { accountId: text } })],
    ['card', (card) => ({ card })],
    ['device', (device) => ({ device })],
    ['merchantId', (merchantId) => ({ merchantId })],
    ['id', (text) => ({ id: text.replace(notAllowedInIds, '_') })],
  ])('is rejected in %s', (field, change) => {
    fc.assert(
      fc.property(writtenCardNumber, (text) => {
        const { fields, text: response } = rejection({ ...request, ...change(text) });
        expect(fields).toEqual([field]);
        expect(response).not.toMatch(longNumber);
      }),
      runs,
    );
  });

  it('is rejected as an amount, and as a fraction of a second', () => {
    fc.assert(
      fc.property(
        cardNumber.filter((digits) => [15, 16].includes(digits.length)),
        (digits) => {
          expect(rejection({ ...request, amountMinor: Number(digits) }).fields).toEqual(['amountMinor']);
          const occurredAt = `2026-08-01T11:59:30.${digits}Z`;
          expect(rejection({ ...request, occurredAt }).fields).toEqual(['occurredAt']);
        },
      ),
      runs,
    );
  });

  it('is rejected in unknown fields at any depth, as a value or as a key', () => {
    const nested = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        writtenCardNumber,
        fc.array(tie('node'), { minLength: 1, maxLength: 2 }),
        fc.dictionary(writtenCardNumber, tie('node'), { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
      ),
    })).node;
    const places = [...Object.keys(request), 'note', 'metadata'];
    fc.assert(
      fc.property(nested, fc.constantFrom(...places), writtenCardNumber, (value, place, key) => {
        for (const body of [
          { ...request, [place]: [value] },
          { ...request, payer: { accountId: 'a', [key]: value } },
          { ...request, [key]: value },
        ]) {
          const { fields, text } = rejection(body);
          expect(fields).not.toEqual([]);
          expect(text).not.toMatch(longNumber);
        }
      }),
      runs,
    );
  });
});

describe('ids that are not card numbers pass', () => {
  // One number in ten has a valid check digit by chance.
  it.each([
    ['a UUID', fc.uuid()],
    [
      'a hexadecimal id of 32 digits',
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 }),
    ],
    [
      'an id with a timestamp in milliseconds',
      fc.integer({ min: 1_600_000_000_000, max: 1_999_999_999_999 }).map((ms) => `tx-${ms}`),
    ],
    ['a number of twelve digits', fc.integer({ min: 1e11, max: 1e12 - 1 }).map(String)],
  ])('%s', (_what, ids) => {
    const rejected = fc
      .sample(ids, { numRuns: 2_000, seed: 7 })
      .filter((id) => rejection({ ...request, id }).fields.length > 0);
    // About one hexadecimal id in a thousand contains a whole card number between two letters.
    expect(rejected.length).toBeLessThanOrEqual(1);
  });

  it('any amount of fourteen digits', () => {
    expect(rejection({ ...request, amountMinor: 41_111_111_111_111 }).fields).toEqual([]);
  });
});
