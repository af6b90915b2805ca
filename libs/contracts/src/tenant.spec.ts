import { parseTransactionKey, tenantId, transactionKey } from './tenant.ts';
import { transactionId } from './transaction.ts';

const tenants = ['default', 'acme', 'Acme', 'a', 'a.b_c-9', '9'];
const ids = ['a', 'tx-1', 'acme', 'default', '_-_', 'A'.repeat(64)];

it('no two transactions have one key, and a key tells whose it is', () => {
  const all = tenants.flatMap((tenant) => ids.map((id) => ({ tenant, id })));
  expect(all.map((each) => parseTransactionKey(transactionKey(each)))).toEqual(all);
  expect(new Set(all.map(transactionKey)).size).toBe(all.length);
});

it('the default tenant is also that of who names none, and its keys are ids', () => {
  expect([transactionKey({ id: 'tx-1' }), transactionKey({ tenant: 'default', id: 'tx-1' })]).toEqual([
    'tx-1',
    'tx-1',
  ]);
  expect(transactionKey({ tenant: 'acme', id: 'tx-1' })).toBe('acme/tx-1');
});

it('a key read back loses nothing, whatever the id holds', () => {
  for (const id of ['a/b', '//', '', 'acme/tx-1']) {
    expect(parseTransactionKey(transactionKey({ tenant: 'acme', id }))).toEqual({ tenant: 'acme', id });
  }
});

it('neither a tenant nor an id can hold what separates them', () => {
  for (const text of ['a/b', '/', 'a/', ' a', '', 'a|b', 'a\nb']) {
    expect(tenantId.safeParse(text).success).toBe(false);
    expect(transactionId.safeParse(text).success).toBe(false);
  }
});
