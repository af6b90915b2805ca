import { z } from 'zod';
import { fieldErrors } from './problem.ts';
import { transactionRequest } from './transaction.ts';

const valid = {
  id: 'tx-1',
  occurredAt: '2026-08-01T12:00:00Z',
  amountMinor: 100,
  currency: 'EUR',
  type: 'transfer',
  payer: { accountId: 'a' },
  payee: { accountId: 'b' },
};

function errorsOf(schema: z.ZodType, input: unknown) {
  const { error } = schema.safeParse(input);
  return error === undefined ? [] : fieldErrors(error);
}

describe('fieldErrors', () => {
  it('distinguishes a missing field from a field of the wrong type', () => {
    // given a schema of two strings
    const schema = z.object({ missing: z.string(), wrong: z.string() });
    // when one is missing and one is a number
    const errors = errorsOf(schema, { wrong: 5 });
    // then each has its own message
    expect(errors).toEqual([
      { field: 'missing', message: 'is required' },
      { field: 'wrong', message: 'Invalid input: expected string, received number' },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['a body that is not an object', null, '(body)'],
    ['a nested field', { ...valid, payer: {} }, 'payer.accountId'],
    ['an unsafe integer', { ...valid, amountMinor: 2 ** 53 }, 'amountMinor'],
    ['an infinite number', { ...valid, amountMinor: Number.POSITIVE_INFINITY }, 'amountMinor'],
    ['an unknown field', { ...valid, colour: 'red' }, 'colour'],
    ['an unknown nested field', { ...valid, payer: { accountId: 'a', name: 'x' } }, 'payer.name'],
  ])('names the offending field once: %s', (_what, input, field) => {
    expect(errorsOf(transactionRequest, input).map((error) => error.field)).toEqual([field]);
  });

  it.each([
    ['4111111111111111', '################'],
    ['4111-1111-1111-1111', '####-####-####-####'],
    ['4111 1111 1111 1111', '####?####?####?####'],
    ['card_4111111111111111', 'card_################'],
    ['line2', 'line2'],
    ['<script>', '?script?'],
  ])('masks identifiers in unknown keys: %s', (key, shown) => {
    expect(errorsOf(transactionRequest, { ...valid, [key]: 1 })).toEqual([
      { field: shown, message: 'is not a known field' },
    ]);
  });

  it('truncates long keys and long error lists', () => {
    // given a body with many unknown keys, one of them very long
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`k${index}`, 1]));
    // when it is rejected
    const errors = errorsOf(transactionRequest, { ['x'.repeat(10_000)]: 1, ...valid, ...many });
    // then the response stays small
    expect(errors).toHaveLength(20);
    expect(errors[0]?.field).toHaveLength(40);
  });

  it('never repeats a value', () => {
    // given a canary in every field
    const canary = 'canary secret';
    const input = Object.fromEntries(Object.keys(valid).map((field) => [field, canary]));
    // when it is rejected
    const errors = errorsOf(transactionRequest, { ...input, ip: canary, card: canary, device: canary });
    // then no error contains it
    expect(errors.length).toBeGreaterThan(7);
    expect(JSON.stringify(errors)).not.toContain('canary');
  });
});
