import { readConfig } from '@ringtrace/service-shell';
import { z } from 'zod';
import { databaseChecks, databaseConfig, databaseConnection } from './database-config.ts';

const schema = z.object(databaseConfig).check(...databaseChecks);
const readFile = (path: string) => {
  if (path.startsWith('/run/')) return 'from the file\n';
  throw new Error('no such file');
};
const read = (env: Record<string, string>) =>
  databaseConnection(readConfig(schema, { NEO4J_URI: 'bolt+s://graph:7687', ...env }, readFile));
const problems = (env: Record<string, string>) => {
  try {
    read({ NEO4J_PASSWORD: 'canary', ...env });
    return [];
  } catch (error) {
    const lines = (error as Error).message.split('\n').slice(1);
    expect(lines.join()).not.toContain('canary');
    return lines.map((line) => line.trim().split(': ')[0]);
  }
};

describe('databaseConnection', () => {
  it('has no TLS files when none are set', () => {
    expect(read({ NEO4J_PASSWORD: 'p' })).toEqual({
      uri: 'bolt+s://graph:7687',
      user: 'neo4j',
      password: 'p',
      database: 'neo4j',
    });
  });

  it('has TLS files and a password file when they are set', () => {
    const env = {
      NEO4J_CA_FILE: '/run/ca.crt',
      NEO4J_CERT_FILE: '/run/tls.crt',
      NEO4J_KEY_FILE: '/run/tls.key',
      NEO4J_PASSWORD_FILE: '/run/password',
    };
    expect(read(env)).toMatchObject({
      tls: { caFile: '/run/ca.crt', certFile: '/run/tls.crt', keyFile: '/run/tls.key' },
      password: 'from the file',
      passwordFile: '/run/password',
    });
  });

  it.each<[string, Record<string, string>, string[]]>([
    [
      'a CA for an unencrypted connection',
      { NEO4J_URI: 'bolt://canary:7687', NEO4J_CA_FILE: '/run/ca.crt' },
      ['NEO4J_CA_FILE has no effect without bolt+s:// or neo4j+s:// in NEO4J_URI'],
    ],
    [
      'a CA for a connection that verifies nothing',
      { NEO4J_URI: 'neo4j+ssc://canary:7687', NEO4J_CA_FILE: '/run/ca.crt' },
      ['NEO4J_CA_FILE has no effect without bolt+s:// or neo4j+s:// in NEO4J_URI'],
    ],
    [
      'a certificate without its key',
      { NEO4J_CERT_FILE: '/run/tls.crt' },
      ['NEO4J_KEY_FILE is not set, but NEO4J_CERT_FILE is'],
    ],
    [
      'a key without its certificate',
      { NEO4J_KEY_FILE: '/run/tls.key' },
      ['NEO4J_CERT_FILE is not set, but NEO4J_KEY_FILE is'],
    ],
    ['a missing file', { NEO4J_CA_FILE: '/canary' }, ['NEO4J_CA_FILE names a file that cannot be read']],
    [
      'two passwords',
      { NEO4J_PASSWORD_FILE: '/run/password' },
      ['NEO4J_PASSWORD conflicts with NEO4J_PASSWORD_FILE'],
    ],
  ])('rejects %s', (_, env, expected) => {
    expect(problems(env)).toEqual(expected);
  });
});
