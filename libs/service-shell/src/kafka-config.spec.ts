import { z } from 'zod';
import { kafkaChecks, kafkaConfig, kafkaConnection } from './kafka-config.ts';
import { readConfig, secret } from './read-config.ts';

const schema = z
  .object({ ...kafkaConfig('orders'), KEY: secret().describe('Anything') })
  .check(...kafkaChecks);

const files: Record<string, string> = {
  '/tls/ca': 'CA',
  '/tls/cert': 'CERT',
  '/tls/key': 'KEY',
  '/password': 'canary\n',
};
const readFile = (path: string) => {
  if (path in files) return files[path] as string;
  throw new Error('no such file');
};
const read = (env: Record<string, string>) =>
  readConfig(schema, { KAFKA_BROKERS: 'a:1', KEY: 'k', ...env }, readFile);
const problems = (env: Record<string, string>) => {
  try {
    read(env);
    return [];
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(':')[0]);
  }
};

const mtls = {
  KAFKA_TLS: 'true',
  KAFKA_TLS_CA_FILE: '/tls/ca',
  KAFKA_TLS_CERT_FILE: '/tls/cert',
  KAFKA_TLS_KEY_FILE: '/tls/key',
};
const scram = {
  KAFKA_SASL_MECHANISM: 'scram-sha-512',
  KAFKA_SASL_USERNAME: 'user',
  KAFKA_SASL_PASSWORD: 'canary',
};
const without = (env: Record<string, string>, name: string) => ({ ...env, [name]: '' });

describe('kafkaConnection', () => {
  it('uses neither TLS nor SASL by default', () => {
    expect(kafkaConnection(read({}))).toEqual({ brokers: ['a:1'], clientId: 'orders' });
  });

  it('supports mutual TLS', () => {
    expect(kafkaConnection(read(mtls)).tls).toEqual({
      caFile: '/tls/ca',
      certFile: '/tls/cert',
      keyFile: '/tls/key',
    });
  });

  it('supports TLS with the CAs that Node trusts', () => {
    expect(kafkaConnection(read({ KAFKA_TLS: 'true' })).tls).toEqual({});
  });

  it('supports SASL with a password', () => {
    expect(kafkaConnection(read(scram)).sasl).toEqual({
      mechanism: 'scram-sha-512',
      username: 'user',
      password: 'canary',
    });
  });

  it('passes on the name of a password file, so that every connection can read it again', () => {
    const env = { ...without(scram, 'KAFKA_SASL_PASSWORD'), KAFKA_SASL_PASSWORD_FILE: '/password' };
    expect(kafkaConnection(read(env)).sasl).toMatchObject({ passwordFile: '/password' });
  });
});

describe('kafkaChecks', () => {
  it.each<[string, Record<string, string>, string[]]>([
    [
      'certificate without key',
      without(mtls, 'KAFKA_TLS_KEY_FILE'),
      ['KAFKA_TLS_KEY_FILE is not set, but KAFKA_TLS_CERT_FILE is'],
    ],
    [
      'key without certificate',
      without(mtls, 'KAFKA_TLS_CERT_FILE'),
      ['KAFKA_TLS_CERT_FILE is not set, but KAFKA_TLS_KEY_FILE is'],
    ],
    [
      'TLS files without TLS',
      without(mtls, 'KAFKA_TLS'),
      ['KAFKA_TLS_CA_FILE', 'KAFKA_TLS_CERT_FILE', 'KAFKA_TLS_KEY_FILE'].map(
        (name) => `${name} requires KAFKA_TLS=true`,
      ),
    ],
    [
      'a missing file',
      { ...mtls, KAFKA_TLS_CA_FILE: '/canary' },
      ['KAFKA_TLS_CA_FILE names a file that cannot be read'],
    ],
    [
      'SASL without user',
      without(scram, 'KAFKA_SASL_USERNAME'),
      ['KAFKA_SASL_USERNAME is not set, but KAFKA_SASL_MECHANISM needs it'],
    ],
    [
      'SASL without password',
      without(scram, 'KAFKA_SASL_PASSWORD'),
      ['KAFKA_SASL_PASSWORD is not set, but KAFKA_SASL_MECHANISM needs it'],
    ],
    [
      'a user without SASL',
      without(scram, 'KAFKA_SASL_MECHANISM'),
      ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'].map(
        (name) => `${name} must not be set while KAFKA_SASL_MECHANISM is none`,
      ),
    ],
    [
      'a password and a password file',
      { ...scram, KAFKA_SASL_PASSWORD_FILE: '/password' },
      ['KAFKA_SASL_PASSWORD conflicts with KAFKA_SASL_PASSWORD_FILE'],
    ],
    [
      'a missing password file',
      { ...without(scram, 'KAFKA_SASL_PASSWORD'), KAFKA_SASL_PASSWORD_FILE: '/canary' },
      ['KAFKA_SASL_PASSWORD cannot be read from the file that KAFKA_SASL_PASSWORD_FILE names'],
    ],
    [
      'a clear-text password without TLS',
      { ...scram, KAFKA_SASL_MECHANISM: 'plain' },
      ['KAFKA_SASL_MECHANISM plain requires KAFKA_TLS=true, because it sends the password in clear'],
    ],
    [
      'an unknown mechanism',
      { ...scram, KAFKA_SASL_MECHANISM: 'canary' },
      ['KAFKA_SASL_MECHANISM must be one of none, plain, scram-sha-256, scram-sha-512'],
    ],
    ['an invalid boolean', { KAFKA_TLS: 'canary' }, ['KAFKA_TLS must be one of true, false']],
  ])('report %s', (_, env, expected) => {
    expect(problems(env)).toEqual(expected);
  });

  it('are reported together with all other errors, without any value', () => {
    // given errors of every kind
    const env = {
      KEY: '',
      KAFKA_BROKERS: 'canary',
      KAFKA_TLS_CERT_FILE: '/canary',
      KAFKA_SASL_MECHANISM: 'scram-sha-256',
      KAFKA_SASL_PASSWORD: 'canary',
    };
    // then all of them are reported
    expect(problems(env)).toEqual([
      'KAFKA_TLS_CERT_FILE names a file that cannot be read',
      'KAFKA_BROKERS is not valid',
      'KEY is not set',
      'KAFKA_TLS_KEY_FILE is not set, but KAFKA_TLS_CERT_FILE is',
      'KAFKA_SASL_USERNAME is not set, but KAFKA_SASL_MECHANISM needs it',
    ]);
    expect(() => read(env)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('canary') }),
    );
  });
});
