// How a connection to a broker is secured. Everything that is a file is read anew for each connection, so that rotated
// certificates and passwords are used from the next connection on, without a restart.
import { readFileSync } from 'node:fs';
import { isIP, Socket } from 'node:net';
import { connect } from 'node:tls';
import { KafkaRefusedError } from './errors.ts';

/** PEM files. The broker's certificate and name are always verified. */
export interface KafkaTls {
  /** The CAs that sign the brokers. Without it: those that Node trusts. */
  caFile?: string | undefined;
  /** What this client shows of itself, for mutual TLS; with `keyFile`. */
  certFile?: string | undefined;
  keyFile?: string | undefined;
}

export interface KafkaSasl {
  mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  username: string;
  password?: string | undefined;
  /** Wins over `password`. One line break at its end is not part of it. */
  passwordFile?: string | undefined;
}

const keepAliveMs = 60_000;

/** A socket that says `onConnect` when both sides accept each other. What is wrong comes as its `error`. */
export function openTlsSocket(
  tls: KafkaTls,
  { host, port, onConnect }: { host: string; port: number; onConnect: () => void },
): Socket {
  try {
    const socket = connect(
      {
        host,
        port,
        ...(isIP(host) ? {} : { servername: host }),
        // Said aloud, so that no variable of the environment can turn it off.
        rejectUnauthorized: true,
        ...readMaterial(tls),
      },
      onConnect,
    );
    return socket.setKeepAlive(true, keepAliveMs);
  } catch (error) {
    return brokenSocket(error as Error);
  }
}

/** For the client, which asks for `password` at each login. */
export function saslLogin({ mechanism, username, password = '', passwordFile }: KafkaSasl) {
  return {
    mechanism,
    username,
    get password(): string {
      if (passwordFile === undefined) return password;
      try {
        return readFileSync(passwordFile, 'utf8').replace(/\r?\n$/, '');
      } catch (cause) {
        throw new KafkaRefusedError('the password file cannot be read', { cause });
      }
    },
  };
}

function readMaterial({ caFile, certFile, keyFile }: KafkaTls) {
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

// The client keeps the code of a socket's error, but not of one that is thrown while the socket is made.
function brokenSocket(error: Error): Socket {
  const socket = new Socket();
  process.nextTick(() => socket.destroy(error));
  return socket;
}
