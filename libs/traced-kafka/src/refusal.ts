// Why broker and client do not accept each other, and what an operator does about it, in words. Pure.

/** What is known of a failure, from the client's error or from one of its causes. */
export interface ConnectionFailure {
  /** Of Node, of OpenSSL, or of a file that this library read. */
  code?: string | undefined;
  /** Name of an error of the Kafka protocol. */
  type?: string | undefined;
  /** What the client was at, where its error says so. */
  during?: 'login' | 'closed' | undefined;
}

const closed =
  'the broker closed the connection: if it stays so, check whether this port wants TLS or a login';
const login = 'the broker does not accept the login: check mechanism, user and password';

const byCode: [RegExp, string][] = [
  [/^CA_FILE_UNUSABLE$/, 'the CA file cannot be read or holds no PEM'],
  [/^CERT_FILE_UNUSABLE$/, "the client's certificate file cannot be read or holds no PEM"],
  [/^KEY_FILE_UNUSABLE$/, "the client's key file cannot be read or holds no PEM"],
  [
    /^(ERR_OSSL_|ERR_CRYPTO_|ERR_MISSING_PASSPHRASE)/,
    'certificate and key files are not usable: PEM, one pair, no passphrase',
  ],
  [
    /^CERT_HAS_EXPIRED$/,
    "the broker's certificate or its CA has expired: renew it, or mend this machine's clock",
  ],
  [
    /^CERT_NOT_YET_VALID$/,
    "the broker's certificate is not valid yet: mend this machine's or the broker's clock",
  ],
  [
    /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_SELF_SIGNED_|CERT_|INVALID_CA$|PATH_LENGTH_EXCEEDED$|INVALID_PURPOSE$)/,
    "the broker's certificate is not signed by a CA that this client trusts: give it this cluster's CA file",
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    "the broker's certificate is for another name: connect by a name that the certificate holds",
  ],
  [
    /ALERT_(NO_|BAD_|UNSUPPORTED_)?CERTIFICATE|ALERT_(UNKNOWN_CA|HANDSHAKE_FAILURE|ACCESS_DENIED|DECRYPT_ERROR)/,
    'the broker refuses this client, by its certificate or for want of one: give it a valid one of a CA that the broker trusts',
  ],
  [/^(ECONNRESET|EPIPE)$/, closed],
  [
    /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/,
    'the broker does not speak TLS on this port: use its TLS port, or no TLS',
  ],
];

const byType: [RegExp, string][] = [
  [/^(SASL_AUTHENTICATION_FAILED|UNSUPPORTED_SASL_MECHANISM|ILLEGAL_SASL_STATE)$/, login],
  [/^TOPIC_AUTHORIZATION_FAILED$/, 'the broker knows this client but does not let it use a topic: grant it'],
  [
    /^GROUP_AUTHORIZATION_FAILED$/,
    'the broker knows this client but does not let it use its group: grant it',
  ],
  [/_AUTHORIZATION_FAILED$/, 'the broker knows this client but does not let it do this: grant it'],
];

/** Undefined where it is no refusal: a broker that is away, say. */
export function refusalOf({ code = '', type = '', during }: ConnectionFailure): string | undefined {
  if (during !== undefined) return { login, closed }[during];
  const [, text] =
    byCode.find(([pattern]) => pattern.test(code)) ?? byType.find(([pattern]) => pattern.test(type)) ?? [];
  return text;
}
