// TLS and SASL for connections to a broker. Files are read again for each connection, so rotated certificates and
// passwords take effect from the next connection on, without a restart.
import { readFileSync } from 'node:fs';
import { isIP, Socket } from 'node:net';
import { connect } from 'node:tls';
import { readTlsFiles, type TlsFiles } from '@ringtrace/mounted-file';
import { KafkaRefusedError } from '../errors.ts';

/** PEM files. The broker's certificate and name are always verified. */
export type KafkaTls = TlsFiles;

export interface KafkaSasl {
  mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  username: string;
  password?: string | undefined;
  /** Wins over `password`. One trailing line break is ignored. */
  passwordFile?: string | undefined;
}

export const keepAliveMs = 60_000;

/** A socket that calls `onConnect` after the TLS handshake. Any failure is emitted as its `error`. */
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
        // Explicit, so that no environment variable can turn it off.
        rejectUnauthorized: true,
        ...readTlsFiles(tls),
      },
      onConnect,
    );
    return socket.setKeepAlive(true, keepAliveMs);
  } catch (error) {
    return brokenSocket(error as Error);
  }
}

/** The client reads `password` at each login. */
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

// The client keeps the code of an error that a socket emits, but not of one thrown while the socket is created.
export function brokenSocket(error: Error): Socket {
  const socket = new Socket();
  process.nextTick(() => socket.destroy(error));
  return socket;
}
