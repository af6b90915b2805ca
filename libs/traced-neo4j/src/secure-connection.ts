// How the driver is told of TLS with certificates of one's own. It takes either an encrypted scheme, and then the CAs
// that Node trusts, or settings beside a scheme in clear; so `+s` becomes settings here. Pure.
import type { TlsFiles } from '@ringtrace/mounted-file';
import type { Config } from 'neo4j-driver';

/**
 * PEM files, read anew for each connection: what is rotated is used from the next one on. The database's certificate
 * and name are always verified.
 */
export type Neo4jTls = TlsFiles;

/** Throws where the scheme is in clear or verifies nothing, since the files would be for nothing. */
export function secureConnection(uri: string, tls: Neo4jTls | undefined): { uri: string; config: Config } {
  if (tls === undefined) return { uri, config: {} };
  if (!/^(bolt|neo4j)\+s:/.test(uri)) throw new Error('option tls needs a uri of bolt+s:// or neo4j+s://');
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
