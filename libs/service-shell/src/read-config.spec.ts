import { z } from 'zod';
import { brokerList, processConfig, wholeNumber } from './process-config.ts';
import { ConfigError, describeConfig, readConfig, secret } from './read-config.ts';

const schema = z.object({
  ...processConfig(3000),
  BROKERS: brokerList.describe('Where Kafka is'),
  KEY: secret(8).describe('The key'),
  SIZE: wholeNumber(1, 10, 5).describe('A size'),
});
const good = { BROKERS: 'a:1, b:2', KEY: 'long enough' };

function failure(env: Record<string, string>): string {
  try {
    readConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error('the configuration was accepted');
}

describe('readConfig', () => {
  it('returns typed values and defaults, frozen', () => {
    const config = readConfig(schema, { ...good, PORT: '0', OTHER: 'ignored' });
    expect(config).toMatchObject({
      PORT: 0,
      HOST: '127.0.0.1',
      BROKERS: ['a:1', 'b:2'],
      SIZE: 5,
      DRAIN_DELAY_MS: 0,
    });
    expect(Object.isFrozen(config)).toBe(true);
    expect(config).not.toHaveProperty('OTHER');
  });

  it('reports all errors together, with descriptions and without values', () => {
    // given one missing variable and several invalid ones
    const env = { BROKERS: 'canary', KEY: '', PORT: '70000', SIZE: '0x2', LOG_LEVEL: 'canary' };
    // when they are read
    const message = failure(env);
    // then all are named and described, and no value is quoted
    expect(message).toContain('BROKERS is not valid: Where Kafka is');
    expect(message).toContain('KEY is not set: The key');
    expect(message).toContain('PORT is too large or too long (maximum 65535)');
    expect(message).toContain('SIZE is not valid');
    expect(message).toContain('LOG_LEVEL must be one of trace, debug');
    for (const value of ['canary', '70000', '0x2']) expect(message).not.toContain(value);
  });

  it.each(['', ' ', '-1', '1.5', '1e3', 'NaN', '0x10', '11'])(
    'accepts only decimal integers within the limits: "%s"',
    (SIZE) => {
      if (SIZE === '') expect(readConfig(schema, { ...good, SIZE }).SIZE).toBe(5);
      else expect(failure({ ...good, SIZE })).toContain('SIZE');
    },
  );

  it.each(['host', 'host:', ':9092', 'a:1,,b:2', 'a:1;b:2'])('rejects the broker list "%s"', (BROKERS) => {
    expect(failure({ ...good, BROKERS })).toContain('BROKERS is not valid');
  });

  it('reads a secret from the file that <NAME>_FILE names', () => {
    // given a mounted file and a missing one
    const readFile = (path: string) => {
      if (path === '/run/key') return 'from the file\n';
      throw new Error('no such file');
    };
    const { KEY: _, ...rest } = good;
    const keyFrom = (KEY_FILE: string, env = rest) => readConfig(schema, { ...env, KEY_FILE }, readFile).KEY;
    // then its text is the value; a missing file, or a file and a variable, are errors
    expect(keyFrom('/run/key')).toBe('from the file');
    expect(() => keyFrom('/run/none')).toThrow('KEY cannot be read from the file that KEY_FILE names');
    expect(() => keyFrom('/run/key', good)).toThrow('KEY conflicts with KEY_FILE');
  });

  it('describes every variable and its default', () => {
    const text = describeConfig(schema);
    expect(text).toMatch(/PORT +Port of the HTTP API.*default 3000/);
    expect(text).toMatch(/KEY +The key$/m);
  });
});
