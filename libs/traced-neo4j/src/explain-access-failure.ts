// Explains for an operator why a client cannot access the database, and what to do. Pure.
import { explainTlsFailure } from '@ringtrace/mounted-file';

const explanations: [RegExp, string][] = [
  [/^PasswordFileUnusable$/, 'the password file cannot be read'],
  [
    /^(ECONNRESET|EPIPE|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG))$/,
    'the database closed the connection before the Bolt handshake: if this persists, check whether this port speaks Bolt, and whether with TLS (bolt+s://, neo4j+s://) or without (bolt://, neo4j://)',
  ],
  [/^Neo\.ClientError\.Security\.Unauthorized$/, 'the database rejects the login: check user and password'],
  [
    /^Neo\.ClientError\.Security\.AuthenticationRateLimit$/,
    'the database accepts no logins for some seconds after failed ones: check user and password',
  ],
  [
    /^Neo\.ClientError\.Security\.CredentialsExpired$/,
    'the password has expired and must be changed: ALTER CURRENT USER SET PASSWORD',
  ],
  [/^Neo\.ClientError\.Security\.Forbidden$/, 'the user lacks a permission in the database: grant it'],
];

/**
 * `code` is from Neo4j, Node, OpenSSL or this library. Undefined if it is not an access failure, such as a database that is
 * down.
 */
export function explainAccessFailure(code: string): string | undefined {
  return explainTlsFailure(code, 'database') ?? explanations.find(([pattern]) => pattern.test(code))?.[1];
}
