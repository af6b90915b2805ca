// Whose data something is. Tenants share the servers and nothing else.
import { z } from 'zod';

/** Where nobody says who they are: authentication is off, or a record is from before there were tenants. */
export const defaultTenant = 'default';

/** 1 to 64 of `A-Z a-z 0-9 . _ -`, the first a letter or digit. Of a token's claim or an API key, never of a request's body. */
export const tenantId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
  .meta({ description: 'Whose data it is', example: 'acme' });
