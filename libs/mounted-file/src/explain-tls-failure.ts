// Why two sides of a TLS connection do not accept each other, and what an operator does about it, in words. Pure.

const refusals: [RegExp, (peer: string) => string][] = [
  [/^CA_FILE_UNUSABLE$/, () => 'the CA file cannot be read or holds no PEM'],
  [/^CERT_FILE_UNUSABLE$/, () => "the client's certificate file cannot be read or holds no PEM"],
  [/^KEY_FILE_UNUSABLE$/, () => "the client's key file cannot be read or holds no PEM"],
  [
    /^(ERR_OSSL_|ERR_CRYPTO_|ERR_MISSING_PASSPHRASE)/,
    () => 'certificate and key files are not usable: PEM, one pair, no passphrase',
  ],
  [
    /^CERT_HAS_EXPIRED$/,
    (peer) => `the ${peer}'s certificate or its CA has expired: renew it, or mend this machine's clock`,
  ],
  [
    /^CERT_NOT_YET_VALID$/,
    (peer) => `the ${peer}'s certificate is not valid yet: mend this machine's or the ${peer}'s clock`,
  ],
  [
    /^(UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_SELF_SIGNED_|CERT_|INVALID_CA$|PATH_LENGTH_EXCEEDED$|INVALID_PURPOSE$)/,
    (peer) =>
      `the ${peer}'s certificate is not signed by a CA that this client trusts: give it this ${peer}'s CA file`,
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    (peer) => `the ${peer}'s certificate is for another name: connect by a name that the certificate holds`,
  ],
  [
    /ALERT_(NO_|BAD_|UNSUPPORTED_)?CERTIFICATE|ALERT_(UNKNOWN_CA|HANDSHAKE_FAILURE|ACCESS_DENIED|DECRYPT_ERROR)/,
    (peer) =>
      `the ${peer} refuses this client, by its certificate or for want of one: give it a valid one of a CA that the ${peer} trusts`,
  ],
];

/**
 * `code` is Node's, OpenSSL's or that of `readTlsFiles`; `peer` what the other side is, in a word. Undefined where TLS is not
 * the reason.
 */
export function tlsRefusalOf(code: string, peer: string): string | undefined {
  return refusals.find(([pattern]) => pattern.test(code))?.[1](peer);
}
