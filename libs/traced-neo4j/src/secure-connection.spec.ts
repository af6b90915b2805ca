import { secureConnection } from './secure-connection.ts';

describe('the TLS settings of the driver', () => {
  it.each(['bolt://a:1', 'neo4j+s://a', 'bolt+ssc://a'])(
    'leave %s unchanged when no files are given',
    (uri) => {
      expect(secureConnection(uri, undefined)).toEqual({ uri, config: {} });
    },
  );

  it.each([
    ['bolt+s://a:1', 'bolt://a:1'],
    ['neo4j+s://a?policy=eu', 'neo4j://a?policy=eu'],
  ])('replace the scheme of %s when a CA file is given', (uri, inClear) => {
    expect(secureConnection(uri, { caFile: '/ca' })).toEqual({
      uri: inClear,
      config: {
        encrypted: 'ENCRYPTION_ON',
        trust: 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES',
        trustedCertificates: ['/ca'],
      },
    });
  });

  it('name the client certificate again for each connection', () => {
    const { config } = secureConnection('bolt+s://a', { certFile: '/cert', keyFile: '/key' });
    expect(config.trust).toBe('TRUST_SYSTEM_CA_SIGNED_CERTIFICATES');
    const provider = config.clientCertificate as { hasUpdate(): boolean; getClientCertificate(): object };
    expect([provider.hasUpdate(), provider.getClientCertificate()]).toEqual([
      true,
      { certfile: '/cert', keyfile: '/key' },
    ]);
  });

  it.each(['bolt://a', 'neo4j://a', 'bolt+ssc://a', 'neo4j+ssc://a'])('reject files for %s', (uri) => {
    expect(() => secureConnection(uri, { caFile: '/ca' })).toThrow('bolt+s:// or neo4j+s://');
  });
});
