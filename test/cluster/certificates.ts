// The certificates that Strimzi would issue: an authority for the cluster, a certificate for the broker and for each user.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './commands.ts';

export interface Pem {
  key: string;
  certificate: string;
}

export const newAuthority = (name: string): Promise<Pem> =>
  withFolder(async (folder) => {
    const [key, certificate] = [join(folder, 'ca.key'), join(folder, 'ca.crt')];
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', `/CN=${name}`],
      ...['-keyout', key, '-out', certificate],
    ]);
    return read(key, certificate);
  });

/** With `dnsNames`, a server certificate. The key is PKCS #8, as Kafka requires. */
export const issue = (authority: Pem, commonName: string, dnsNames: string[] = []): Promise<Pem> =>
  withFolder(async (folder) => {
    const file = (name: string) => join(folder, name);
    await writeFile(file('ca.crt'), authority.certificate);
    await writeFile(file('ca.key'), authority.key, { mode: 0o600 });
    const names = dnsNames.map((name) => `DNS:${name}`).join(',');
    await writeFile(file('extensions'), names === '' ? '' : `subjectAltName=${names}\n`);
    await run('openssl', [
      ...['req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/CN=${commonName}`],
      ...['-keyout', file('key'), '-out', file('request')],
    ]);
    await run('openssl', [
      ...[
        'x509',
        '-req',
        '-in',
        file('request'),
        '-CA',
        file('ca.crt'),
        '-CAkey',
        file('ca.key'),
        '-CAcreateserial',
      ],
      ...['-days', '30', '-out', file('crt'), '-extfile', file('extensions')],
    ]);
    return read(file('key'), file('crt'));
  });

const read = async (key: string, certificate: string): Promise<Pem> => ({
  key: await readFile(key, 'utf8'),
  certificate: await readFile(certificate, 'utf8'),
});

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ringtrace-certificates-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
