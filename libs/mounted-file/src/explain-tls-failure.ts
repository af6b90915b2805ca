// Explains why a TLS handshake failed and what an operator can do about it. Pure.

const explanations: [RegExp, (peer: string) => string][] = [
  [/^CA_FILE_UNUSABLE$/, () => 'the CA file cannot be read or contains no PEM'],
  [/^CERT_FILE_UNUSABLE$/, () => "the client's certificate file cannot be read or contains no PEM"],
  [/^KEY_FILE_UNUSABLE$/, () => "the client's key file cannot be read or contains no PEM"],
  [
    /^(ERR_OSSL_|ERR_CRYPTO_|ERR_MISSING_PASSPHRASE)/,
    () => 'certificate and key files are not usable: they must be a matching PEM pair without a passphrase',
  ],
  [
    /^CERT_HAS_EXPIRED$/,
    (peer) => `the ${peer}'s certificate or its CA has expired: renew it, or check the clock of this machine`,
  ],
  [
    /^CERT_NOT_YET_VALID$/,
    (peer) =>
      `the ${peer}'s certificate is not valid yet: check the clocks of this machine and of the ${peer}`,
  ],
  [
    /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_SELF_SIGNED_|CERT_|INVALID_CA$|PATH_LENGTH_EXCEEDED$|INVALID_PURPOSE$)/,
    (peer) =>
      `the ${peer}'s certificate is not signed by a CA that this client trusts: configure this ${peer}'s CA file`,
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    (peer) =>
      `the ${peer}'s certificate is for another name: connect by a name that the certificate contains`,
  ],
  [
    /ALERT_(NO_|BAD_|UNSUPPORTED_)?CERTIFICATE|ALERT_(UNKNOWN_CA|HANDSHAKE_FAILURE|ACCESS_DENIED|DECRYPT_ERROR)/,
    (peer) =>
      `the ${peer} rejects this client because its certificate is missing or invalid: configure one from a CA that the ${peer} trusts`,
  ],
];

/**
 * `code`: an error code of Node, OpenSSL or `readTlsFiles`. `peer`: the other side, such as "broker". Undefined if the error
 * has nothing to do with TLS.
 */
export function explainTlsFailure(code: string, peer: string): string | undefined {
  return explanations.find(([pattern]) => pattern.test(code))?.[1](peer);
}
