// The driver's TLS settings for custom certificates. The driver takes either an encrypted scheme, with the CAs that Node
// trusts, or TLS settings next to a plain scheme. So `+s` is translated into settings here. Pure.
import type { TlsFiles } from '@ringtrace/mounted-file';
import type { Config } from 'neo4j-driver';

/**
 * PEM files, read again for each connection, so rotated files are used from the next connection on. The database's
 * certificate and host name are always verified.
 */
export type Neo4jTls = TlsFiles;

/** Throws if the scheme is unencrypted or verifies nothing, since the files would have no effect. */
export function secureConnection(uri: string, tls: Neo4jTls | undefined): { uri: string; config: Config } {
  if (tls === undefined) return { uri, config: {} };
  if (!/^(bolt|neo4j)\+s:/.test(uri))
    throw new Error('option tls requires a uri with bolt+s:// or neo4j+s://');
  const { caFile, certFile, keyFile } = tls;
  return {
    uri: uri.replace('+s:', ':'),
    config: {
      encrypted: 'ENCRYPTION_ON',
      ...(caFile === undefined
        ? { trust: 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES' }
        : { trust: 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES', trustedCertificates: [caFile] }),
      ...(certFile !== undefined &&
        keyFile !== undefined && {
          clientCertificate: {
            hasUpdate: () => true,
            getClientCertificate: () => ({ certfile: certFile, keyfile: keyFile }),
          },
        }),
    },
  };
}
