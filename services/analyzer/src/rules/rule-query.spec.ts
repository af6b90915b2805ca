import type { TransactionRow } from '../graph/write-transactions.ts';
import { toRows } from '../graph/write-transactions.ts';
import type { Rule } from './rule.ts';
import { rowsFor, ruleQuery } from './rule-query.ts';

const rule: Rule = {
  id: 'some',
  version: 1,
  mode: 'live',
  score: 50,
  needs: [],
  types: [],
  parameters: { windowMs: 1_000, ordering: 'strict' },
  cypher: 'UNWIND $rows AS row RETURN row.card, row.id, $rowsOfMine',
};
const rows: TransactionRow[] = toRows([
  {
    schemaVersion: 1,
    id: 'paid',
    occurredAtMs: 1,
    amountMinor: 5,
    currency: 'EUR',
    type: 'card-payment',
    payerAccount: 'k1:a',
    payeeAccount: 'k1:b',
    card: 'k1:c',
  },
  {
    schemaVersion: 1,
    id: 'sent',
    occurredAtMs: 1,
    amountMinor: 5,
    currency: 'EUR',
    type: 'transfer',
    payerAccount: 'k1:a',
    payeeAccount: 'k1:c',
  },
]);

describe('ruleQuery', () => {
  it('sends the used fields of the rows inside a map, and thresholds as integers', () => {
    const { statement, parameters } = ruleQuery(rule, rows);
    expect(statement).toMatchObject({
      name: 'rule.some',
      text: 'UNWIND [v IN $batch.rows | {id: v[0], card: v[1]}] AS row RETURN row.card, row.id, $rowsOfMine',
      keepsPlan: true,
    });
    expect(parameters).toMatchObject({ types: [], ordering: 'strict' });
    expect(Number(parameters.windowMs)).toBe(1_000);
    expect(parameters.windowMs).not.toBe(1_000);
    expect(parameters.batch).toEqual({
      rows: [
        ['paid', 'k1:c'],
        ['sent', null],
      ],
    });
  });

  it('returns the same statement for the same rule', () => {
    expect(ruleQuery(rule, rows).statement).toBe(ruleQuery(rule, []).statement);
  });
});

describe('rowsFor', () => {
  it.each([
    [{ needs: [], types: [] }, ['paid', 'sent']],
    [{ needs: ['card' as const] }, ['paid']],
    [{ types: ['transfer' as const] }, ['sent']],
    [{ needs: ['card' as const], types: ['transfer' as const] }, []],
  ])('selects the rows that the header asks for: %o', (header, ids) => {
    expect(rowsFor({ ...rule, ...header }, rows).map(({ id }) => id)).toEqual(ids);
  });
});
