// Whose data something is. Tenants share the servers and nothing else: the same id of two tenants is two transactions.
import { z } from 'zod';

/** Where nobody says who they are: authentication is off, or a record is from before there were tenants. */
export const defaultTenant = 'default';

/** 1 to 64 of `A-Z a-z 0-9 . _ -`, the first a letter or digit. Of a token's claim or an API key, never of a request's body. */
export const tenantId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  .meta({ description: 'Whose data it is', example: 'acme' });

/** No id and no tenant holds it. */
const separator = '/';

/**
 * What tells a transaction from every other: the key of its records on Kafka and its id in the graph. `<tenant>/<id>`, for the
 * default tenant the id alone.
 */
export function transactionKey({ tenant = defaultTenant, id }: { tenant?: string | undefined; id: string }) {
  return tenant === defaultTenant ? id : `${tenant}${separator}${id}`;
}

/** The other way round. */
export function parseTransactionKey(key: string): { tenant: string; id: string } {
  const end = key.indexOf(separator);
  return end < 0 ? { tenant: defaultTenant, id: key } : { tenant: key.slice(0, end), id: key.slice(end + 1) };
}
