import { explainAccessFailure } from './explain-access-failure.ts';

describe('explainAccessFailure', () => {
  it.each([
    ['SELF_SIGNED_CERT_IN_CHAIN', "configure this database's CA file"],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', "configure this database's CA file"],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', "configure this database's CA file"],
    ['CERT_HAS_EXPIRED', 'has expired: renew it'],
    ['CERT_NOT_YET_VALID', 'not valid yet'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'connect by a name'],
    // The same alert as OpenSSL names it in different versions.
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'its certificate is missing or invalid'],
    ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'its certificate is missing or invalid'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'its certificate is missing or invalid'],
    ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'matching PEM pair'],
    ['KEY_FILE_UNUSABLE', 'key file cannot be read'],
    ['PasswordFileUnusable', 'password file cannot be read'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'with TLS (bolt+s://, neo4j+s://) or without'],
    ['ECONNRESET', 'with TLS (bolt+s://, neo4j+s://) or without'],
    ['Neo.ClientError.Security.Unauthorized', 'check user and password'],
    ['Neo.ClientError.Security.AuthenticationRateLimit', 'for some seconds'],
    ['Neo.ClientError.Security.CredentialsExpired', 'ALTER CURRENT USER'],
    ['Neo.ClientError.Security.Forbidden', 'grant it'],
  ])('says what to do about %s', (code, text) => {
    expect(explainAccessFailure(code)).toContain(text);
  });

  it.each([
    '',
    'ECONNREFUSED',
    'ENOTFOUND',
    'ServiceUnavailable',
    'DeadlineExceeded',
    'Neo.TransientError.General.DatabaseUnavailable',
  ])('returns undefined for "%s", which is not an access failure', (code) => {
    expect(explainAccessFailure(code)).toBeUndefined();
  });
});
