// Why broker and client do not accept each other, and what an operator does about it, in words. Pure.
import { tlsRefusalOf } from '@ringtrace/mounted-file';

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
export function explainConnectionFailure({
  code = '',
  type = '',
  during,
}: ConnectionFailure): string | undefined {
  if (during !== undefined) return { login, closed }[during];
  const byTls = tlsRefusalOf(code, 'broker');
  if (byTls !== undefined) return byTls;
  const [, text] =
    byCode.find(([pattern]) => pattern.test(code)) ?? byType.find(([pattern]) => pattern.test(type)) ?? [];
  return text;
}
