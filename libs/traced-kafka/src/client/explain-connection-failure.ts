// Why broker and client reject each other, and what an operator can do about it. Pure.
import { explainTlsFailure } from '@ringtrace/mounted-file';

/** What is known about a failure, from the client's error or one of its causes. */
export interface ConnectionFailure {
  /** From Node, OpenSSL, or this library's reading of a file. */
  code?: string | undefined;
  /** Name of a Kafka protocol error. */
  type?: string | undefined;
  /** What failed, where the client's error says so. */
  during?: 'login' | 'closed' | undefined;
}

const closed =
  'the broker closed the connection: if this persists, check whether this port requires TLS or a login';
const login = 'the broker rejects the login: check mechanism, user and password';

const byCode: [RegExp, string][] = [
  [/^(ECONNRESET|EPIPE)$/, closed],
  [
    /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/,
    'the broker does not speak TLS on this port: use its TLS port, or turn TLS off',
  ],
];

const byType: [RegExp, string][] = [
  [/^(SASL_AUTHENTICATION_FAILED|UNSUPPORTED_SASL_MECHANISM|ILLEGAL_SASL_STATE)$/, login],
  [/^TOPIC_AUTHORIZATION_FAILED$/, 'the broker denies this client access to a topic: add the ACL'],
  [/^GROUP_AUTHORIZATION_FAILED$/, 'the broker denies this client access to its group: add the ACL'],
  [/_AUTHORIZATION_FAILED$/, 'the broker denies this client an operation: add the ACL'],
];

/** Undefined if nobody was rejected, for example when the broker is down. */
export function explainConnectionFailure({
  code = '',
  type = '',
  during,
}: ConnectionFailure): string | undefined {
  if (during !== undefined) return { login, closed }[during];
  const byTls = explainTlsFailure(code, 'broker');
  if (byTls !== undefined) return byTls;
  const [, text] =
    byCode.find(([pattern]) => pattern.test(code)) ?? byType.find(([pattern]) => pattern.test(type)) ?? [];
  return text;
}
