// Why database and client do not accept each other, and what an operator does about it, in words. Pure.

const refusals: [RegExp, string][] = [
  [/^CA_FILE_UNUSABLE$/, 'the CA file cannot be read or holds no PEM'],
  [/^CERT_FILE_UNUSABLE$/, "the client's certificate file cannot be read or holds no PEM"],
  [/^KEY_FILE_UNUSABLE$/, "the client's key file cannot be read or holds no PEM"],
  [/^PasswordFileUnusable$/, 'the password file cannot be read'],
  [
    /^(ERR_OSSL_|ERR_CRYPTO_|ERR_MISSING_PASSPHRASE)/,
    'certificate and key files are not usable: PEM, one pair, no passphrase',
  ],
  [
    /^CERT_HAS_EXPIRED$/,
    "the database's certificate or its CA has expired: renew it, or mend this machine's clock",
  ],
  [
    /^CERT_NOT_YET_VALID$/,
    "the database's certificate is not valid yet: mend this machine's or the database's clock",
  ],
  [
    /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_SELF_SIGNED_|CERT_|INVALID_CA$|PATH_LENGTH_EXCEEDED$|INVALID_PURPOSE$)/,
    "the database's certificate is not signed by a CA that this client trusts: give it this database's CA file",
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    "the database's certificate is for another name: connect by a name that the certificate holds",
  ],
  [
    /ALERT_(NO_|BAD_|UNSUPPORTED_)?CERTIFICATE|ALERT_(UNKNOWN_CA|HANDSHAKE_FAILURE|ACCESS_DENIED|DECRYPT_ERROR)/,
    'the database refuses this client, by its certificate or for want of one: give it a valid one of a CA that the database trusts',
  ],
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
export function refusalOf(code: string): string | undefined {
  return refusals.find(([pattern]) => pattern.test(code))?.[1];
}
