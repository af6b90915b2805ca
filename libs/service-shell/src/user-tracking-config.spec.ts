import { z } from 'zod';
import { readConfig } from './read-config.ts';
import {
  userPropagationConfig,
  userTrackingConfig,
  userTrackingOptions,
  userTrackingRules,
} from './user-tracking-config.ts';

const schema = z.object({ ...userTrackingConfig(), ...userPropagationConfig() }).check(...userTrackingRules);
const key = 'canary-of-at-least-thirty-two-characters';
const earlier = `${key}-earlier`;
const files: Record<string, string> = { '/keys/user': `${key}\n`, '/keys/earlier': `${earlier}\n` };
const read = (env: Record<string, string>) =>
  readConfig(schema, env, (path) => {
    if (path in files) return files[path] as string;
    throw new Error('no such file');
  });
const problems = (env: Record<string, string>) => {
  try {
    read(env);
    return [];
  } catch (error) {
    const { message } = error as Error;
    expect(message).not.toContain('canary');
    return message
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(':')[0]);
  }
};

describe('without a word on it', () => {
  it('nobody is tracked', () => {
    expect(userTrackingOptions(read({}))).toBeUndefined();
    expect(read({}).PROPAGATE_USER).toBe(false);
  });
});

describe('with a key', () => {
  it('a hash of the id is told, and nothing else', () => {
    const options = userTrackingOptions(read({ USER_HASH_KEY: key }));
    expect(options).toMatchObject({
      hashKey: { id: 'u1', secret: key, previous: undefined },
      trackIpAddress: 'off',
      respectDoNotTrack: false,
    });
    expect(options).not.toHaveProperty('fields');
  });

  it('from a file, with the one before it', () => {
    const env = {
      USER_HASH_KEY_FILE: '/keys/user',
      USER_HASH_KEY_ID: 'u2',
      USER_HASH_PREVIOUS_KEY_FILE: '/keys/earlier',
      USER_HASH_PREVIOUS_KEY_ID: 'u1',
    };
    expect(userTrackingOptions(read(env))?.hashKey).toEqual({
      id: 'u2',
      secret: key,
      previous: { id: 'u1', secret: earlier },
    });
  });

  it('more is told, or less, where that is wanted', () => {
    const config = read({
      USER_HASH_KEY: key,
      TRACK_IP: 'truncated',
      RESPECT_DO_NOT_TRACK: 'true',
      PROPAGATE_USER: 'true',
    });
    expect(userTrackingOptions(config)).toMatchObject({
      trackIpAddress: 'truncated',
      respectDoNotTrack: true,
    });
    expect(config.PROPAGATE_USER).toBe(true);
  });

  it('a request that nobody has looked at has no user', () => {
    const options = userTrackingOptions(read({ USER_HASH_KEY: key }));
    expect(options?.user?.({ headers: {}, user: 'canary' })).toBeUndefined();
  });
});

describe('what cannot be together is reported, without a value', () => {
  const useless = (variable: string) => [`${variable} is of no use without USER_HASH_KEY`];
  const rotating = { USER_HASH_KEY: key, USER_HASH_PREVIOUS_KEY: earlier, USER_HASH_PREVIOUS_KEY_ID: 'u0' };

  it.each<[string, Record<string, string>, string[]]>([
    ['users on records, but no key', { PROPAGATE_USER: 'true' }, useless('PROPAGATE_USER')],
    ['addresses, but no key', { TRACK_IP: 'full' }, useless('TRACK_IP')],
    ['only an earlier key', { ...rotating, USER_HASH_KEY: '' }, useless('USER_HASH_PREVIOUS_KEY')],
    ['a short key', { USER_HASH_KEY: 'canary' }, ['USER_HASH_KEY is too small or too short, at least 32']],
    [
      'a key id that is none',
      { USER_HASH_KEY: key, USER_HASH_KEY_ID: 'Canary' },
      ['USER_HASH_KEY_ID is not valid'],
    ],
    [
      'the same key twice',
      { ...rotating, USER_HASH_PREVIOUS_KEY: key },
      ['USER_HASH_PREVIOUS_KEY is the same as USER_HASH_KEY'],
    ],
    [
      'an earlier key without its id',
      { ...rotating, USER_HASH_PREVIOUS_KEY_ID: '' },
      ['USER_HASH_PREVIOUS_KEY_ID is not set, but USER_HASH_PREVIOUS_KEY needs it'],
    ],
    [
      'two keys under one id',
      { ...rotating, USER_HASH_KEY_ID: 'u0' },
      ['USER_HASH_PREVIOUS_KEY_ID is the same as USER_HASH_KEY_ID'],
    ],
    [
      'something that is no choice',
      { USER_HASH_KEY: key, TRACK_IP: 'canary', PROPAGATE_USER: 'canary' },
      ['TRACK_IP must be one of off, truncated, full', 'PROPAGATE_USER must be one of true, false'],
    ],
  ])('%s', (_, env, expected) => {
    expect(problems(env)).toEqual(expected);
  });
});
