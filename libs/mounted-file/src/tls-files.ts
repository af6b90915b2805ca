// The PEM files of a TLS connection. Read anew for each connection: what is rotated is used from the next one on, without a restart.
import { readFileSync } from 'node:fs';

export interface TlsFiles {
  /** The CAs that sign the other side's certificate. Without it: those that Node trusts. */
  caFile?: string | undefined;
  /** What this client shows of itself, for mutual TLS; with `keyFile`. */
  certFile?: string | undefined;
  keyFile?: string | undefined;
}

/** For `tls.connect`. Throws with a code that `tlsRefusalOf` knows. */
export function readTlsFiles({ caFile, certFile, keyFile }: TlsFiles) {
  const ca = readPem(caFile, 'CA_FILE_UNUSABLE');
  const cert = readPem(certFile, 'CERT_FILE_UNUSABLE');
  const key = readPem(keyFile, 'KEY_FILE_UNUSABLE');
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

// Node takes an empty CA for none given and would trust the public ones, so a file has to hold something.
function readPem(path: string | undefined, code: string): string | undefined {
  if (path === undefined) return undefined;
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    // Said below, without the path.
  }
  if (!text.includes('-----BEGIN ')) throw Object.assign(new Error('a TLS file is not usable'), { code });
  return text;
}
