import { parseTransactionKey, tenantId, transactionKey } from './tenant.ts';
import { transactionId } from './transaction.ts';

const tenants = ['default', 'acme', 'Acme', 'a', 'a.b_c-9', '9'];
const ids = ['a', 'tx-1', 'acme', 'default', '_-_', 'A'.repeat(64)];

describe('transactionKey', () => {
  it('is unique per tenant and id, and can be parsed back', () => {
    const all = tenants.flatMap((tenant) => ids.map((id) => ({ tenant, id })));
    expect(all.map((each) => parseTransactionKey(transactionKey(each)))).toEqual(all);
    expect(new Set(all.map(transactionKey)).size).toBe(all.length);
  });

  it('is the plain id for the default tenant, named or implied', () => {
    expect([transactionKey({ id: 'tx-1' }), transactionKey({ tenant: 'default', id: 'tx-1' })]).toEqual([
      'tx-1',
      'tx-1',
    ]);
    expect(transactionKey({ tenant: 'acme', id: 'tx-1' })).toBe('acme/tx-1');
  });

  it('survives a round trip whatever the id contains', () => {
    for (const id of ['a/b', '//', '', 'acme/tx-1']) {
      expect(parseTransactionKey(transactionKey({ tenant: 'acme', id }))).toEqual({ tenant: 'acme', id });
    }
  });
});

it('tenants and ids cannot contain the separator', () => {
  for (const text of ['a/b', '/', 'a/', ' a', '', 'a|b', 'a\nb']) {
    expect(tenantId.safeParse(text).success).toBe(false);
    expect(transactionId.safeParse(text).success).toBe(false);
  }
});
