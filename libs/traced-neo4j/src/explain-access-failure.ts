// Why database and client do not accept each other, and what an operator does about it, in words. Pure.
import { explainTlsFailure } from '@ringtrace/mounted-file';

const refusals: [RegExp, string][] = [
  [/^PasswordFileUnusable$/, 'the password file cannot be read'],
  [
    /^(ECONNRESET|EPIPE|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG))$/,
    'the database closed the connection before a word of Bolt: if it stays so, check whether this port speaks Bolt, and whether with TLS (bolt+s://, neo4j+s://) or in clear (bolt://, neo4j://)',
  ],
  [
    /^Neo\.ClientError\.Security\.Unauthorized$/,
    'the database does not accept the login: check user and password',
  ],
  [
    /^Neo\.ClientError\.Security\.AuthenticationRateLimit$/,
    'the database takes no login for some seconds, after wrong ones: check user and password',
  ],
  [
    /^Neo\.ClientError\.Security\.CredentialsExpired$/,
    'the database wants another password first: ALTER CURRENT USER SET PASSWORD',
  ],
  [
    /^Neo\.ClientError\.Security\.Forbidden$/,
    'the database knows this client but does not let it do this: grant it',
  ],
];

/** `code` is Neo4j's, Node's, OpenSSL's or this library's. Undefined where it is no refusal: a database that is away, say. */
export function explainAccessFailure(code: string): string | undefined {
  return explainTlsFailure(code, 'database') ?? refusals.find(([pattern]) => pattern.test(code))?.[1];
}
