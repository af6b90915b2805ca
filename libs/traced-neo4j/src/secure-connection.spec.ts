import { secureConnection } from './secure-connection.ts';

describe('TLS as the driver is told of it', () => {
  it.each(['bolt://a:1', 'neo4j+s://a', 'bolt+ssc://a'])(
    'is the matter of the scheme without files: %s',
    (uri) => {
      expect(secureConnection(uri, undefined)).toEqual({ uri, config: {} });
    },
  );

  it.each([
    ['bolt+s://a:1', 'bolt://a:1'],
    ['neo4j+s://a?policy=eu', 'neo4j://a?policy=eu'],
  ])('with a CA file is settings instead of the scheme: %s', (uri, inClear) => {
    expect(secureConnection(uri, { caFile: '/ca' })).toEqual({
      uri: inClear,
      config: {
        encrypted: 'ENCRYPTION_ON',
        trust: 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES',
        trustedCertificates: ['/ca'],
      },
    });
  });

  it('with a certificate of the client names it anew for each connection', () => {
    const { config } = secureConnection('bolt+s://a', { certFile: '/cert', keyFile: '/key' });
    expect(config.trust).toBe('TRUST_SYSTEM_CA_SIGNED_CERTIFICATES');
    const provider = config.clientCertificate as { hasUpdate(): boolean; getClientCertificate(): object };
    expect([provider.hasUpdate(), provider.getClientCertificate()]).toEqual([
      true,
      { certfile: '/cert', keyfile: '/key' },
    ]);
  });

  it.each(['bolt://a', 'neo4j://a', 'bolt+ssc://a', 'neo4j+ssc://a'])(
    'has no use for files with %s',
    (uri) => {
      expect(() => secureConnection(uri, { caFile: '/ca' })).toThrow('bolt+s:// or neo4j+s://');
    },
  );
});
