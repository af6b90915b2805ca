// A certificate authority for TLS tests, made with the openssl command. Produces PEM files, as operators do.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TestIdentity {
  certFile: string;
  keyFile: string;
}

export interface TestAuthority {
  caFile: string;
  /** `alternativeName` in openssl's notation: `IP:127.0.0.1`. Negative `days` make an expired certificate. */
  issue(commonName: string, options?: { alternativeName?: string; days?: number }): TestIdentity;
}

const ellipticKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Certificates are valid for one day by default. */
export function makeAuthority(folder: string, name: string): TestAuthority {
  mkdirSync(folder, { recursive: true });
  const [caFile, caKey] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  openssl(
    'req',
    '-x509',
    ...ellipticKey,
    '-keyout',
    caKey,
    '-out',
    caFile,
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
  );
  return {
    caFile,
    issue(commonName, { alternativeName, days = 1 } = {}) {
      const file = (ending: string) => join(folder, `${name}-${commonName}${days}.${ending}`);
      const request = ['-keyout', file('key'), '-out', file('csr'), '-subj', `/CN=${commonName}`];
      openssl('req', ...ellipticKey, ...request);
      writeFileSync(file('ext'), alternativeName ? `subjectAltName=${alternativeName}\n` : '');
      const signature = ['-CA', caFile, '-CAkey', caKey, '-CAcreateserial', '-days', `${days}`];
      openssl('x509', '-req', '-in', file('csr'), ...signature, '-extfile', file('ext'), '-out', file('crt'));
      return { certFile: file('crt'), keyFile: file('key') };
    },
  };
}

/** Key and certificate in one text, as Kafka's PEM keystore expects. */
export function keystoreOf({ certFile, keyFile }: TestIdentity): string {
  return readFileSync(keyFile, 'utf8') + readFileSync(certFile, 'utf8');
}

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
