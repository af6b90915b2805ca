// The PEM files of a TLS connection. Read for every connection, so a rotated file is used without a restart.
import { readFileSync } from 'node:fs';

export interface TlsFiles {
  /** CAs that sign the server's certificate. Default: the CAs that Node trusts. */
  caFile?: string | undefined;
  /** Certificate of this client, for mutual TLS; needs `keyFile`. */
  certFile?: string | undefined;
  keyFile?: string | undefined;
}

/** Options for `tls.connect`. Throws an error with a code that `explainTlsFailure` knows. */
export function readTlsFiles({ caFile, certFile, keyFile }: TlsFiles) {
  const ca = readPem(caFile, 'CA_FILE_UNUSABLE');
  const cert = readPem(certFile, 'CERT_FILE_UNUSABLE');
  const key = readPem(keyFile, 'KEY_FILE_UNUSABLE');
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

// Node treats an empty CA as none and would trust the public CAs, so an empty file is an error.
function readPem(path: string | undefined, code: string): string | undefined {
  if (path === undefined) return undefined;
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    // Reported below, without the path.
  }
  if (!text.includes('-----BEGIN ')) throw Object.assign(new Error('a TLS file is not usable'), { code });
  return text;
}
