// Tenants share servers and nothing else: the same transaction id under two tenants is two transactions.
import { z } from 'zod';

/** Used when authentication is off, and for records written before tenants existed. */
export const defaultTenant = 'default';

/**
 * 1 to 64 characters of `A-Z a-z 0-9 . _ -`, the first a letter or digit. Comes from a JWT claim or an API key, never from a
 * request body.
 */
export const tenantId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  .meta({ description: 'Tenant that owns the data', example: 'acme' });

/** Cannot occur in an id or a tenant. */
const separator = '/';

/**
 * Identifies a transaction across tenants: the key of its Kafka records and its id in the graph. `<tenant>/<id>`; for the
 * default tenant just the id.
 */
export function transactionKey({ tenant = defaultTenant, id }: { tenant?: string | undefined; id: string }) {
  return tenant === defaultTenant ? id : `${tenant}${separator}${id}`;
}

/** Inverse of `transactionKey`. */
export function parseTransactionKey(key: string): { tenant: string; id: string } {
  const end = key.indexOf(separator);
  return end < 0 ? { tenant: defaultTenant, id: key } : { tenant: key.slice(0, end), id: key.slice(end + 1) };
}
