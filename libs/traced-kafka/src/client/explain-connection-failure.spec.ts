import { type ConnectionFailure, explainConnectionFailure } from './explain-connection-failure.ts';

describe('explainConnectionFailure', () => {
  it.each<[ConnectionFailure, string]>([
    [{ code: 'SELF_SIGNED_CERT_IN_CHAIN' }, "configure this broker's CA file"],
    [{ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, "configure this broker's CA file"],
    [{ code: 'CERT_HAS_EXPIRED' }, 'has expired: renew it'],
    [{ code: 'CERT_NOT_YET_VALID' }, 'not valid yet'],
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'connect by a name'],
    // Different versions of OpenSSL name the same alert differently.
    [{ code: 'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE' }, 'its certificate is missing or invalid'],
    [{ code: 'ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE' }, 'its certificate is missing or invalid'],
    [{ code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' }, 'its certificate is missing or invalid'],
    [{ code: 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA' }, 'its certificate is missing or invalid'],
    [{ code: 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' }, 'matching PEM pair'],
    [{ code: 'KEY_FILE_UNUSABLE' }, 'key file cannot be read'],
    [{ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 'does not speak TLS'],
    [{ code: 'ECONNRESET' }, 'requires TLS or a login'],
    [{ during: 'closed' }, 'requires TLS or a login'],
    [{ during: 'login' }, 'check mechanism, user and password'],
    [{ type: 'SASL_AUTHENTICATION_FAILED' }, 'check mechanism, user and password'],
    [{ type: 'TOPIC_AUTHORIZATION_FAILED' }, 'access to a topic: add the ACL'],
    [{ type: 'GROUP_AUTHORIZATION_FAILED' }, 'access to its group: add the ACL'],
    [{ type: 'CLUSTER_AUTHORIZATION_FAILED' }, 'an operation: add the ACL'],
  ])('explains %j, with what to do', (failure, text) => {
    expect(explainConnectionFailure(failure)).toContain(text);
  });

  it.each<ConnectionFailure>([
    {},
    { code: 'ECONNREFUSED' },
    { code: 'ENOTFOUND' },
    { code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' },
    { type: 'LEADER_NOT_AVAILABLE' },
  ])('returns undefined for %j, which is no rejection', (failure) => {
    expect(explainConnectionFailure(failure)).toBeUndefined();
  });
});
