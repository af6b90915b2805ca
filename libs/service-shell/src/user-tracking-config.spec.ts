import { z } from 'zod';
import { readConfig } from './read-config.ts';
import {
  userPropagationConfig,
  userTrackingChecks,
  userTrackingConfig,
  userTrackingOptions,
} from './user-tracking-config.ts';

const schema = z.object({ ...userTrackingConfig(), ...userPropagationConfig() }).check(...userTrackingChecks);
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

describe('without a key', () => {
  it('tracks nobody', () => {
    expect(userTrackingOptions(read({}))).toBeUndefined();
    expect(read({}).PROPAGATE_USER).toBe(false);
  });
});

describe('with a key', () => {
  it('tracks a hash of the id and nothing else', () => {
    const options = userTrackingOptions(read({ USER_HASH_KEY: key }));
    expect(options).toMatchObject({
      hashKey: { id: 'u1', secret: key, previous: undefined },
      trackIpAddress: 'off',
      respectDoNotTrack: false,
    });
    expect(options).not.toHaveProperty('fields');
  });

  it('reads the current and the previous key from files', () => {
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

  it('supports IP addresses, do-not-track and propagation', () => {
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

  it('has no user for a request that was not authenticated', () => {
    const options = userTrackingOptions(read({ USER_HASH_KEY: key }));
    expect(options?.user?.({ headers: {}, user: 'canary' })).toBeUndefined();
  });
});

describe('userTrackingChecks', () => {
  const needsKey = (variable: string) => [`${variable} requires USER_HASH_KEY`];
  const rotating = { USER_HASH_KEY: key, USER_HASH_PREVIOUS_KEY: earlier, USER_HASH_PREVIOUS_KEY_ID: 'u0' };

  it.each<[string, Record<string, string>, string[]]>([
    ['propagation without a key', { PROPAGATE_USER: 'true' }, needsKey('PROPAGATE_USER')],
    ['IP addresses without a key', { TRACK_IP: 'full' }, needsKey('TRACK_IP')],
    ['only a previous key', { ...rotating, USER_HASH_KEY: '' }, needsKey('USER_HASH_PREVIOUS_KEY')],
    ['a short key', { USER_HASH_KEY: 'canary' }, ['USER_HASH_KEY is too small or too short (minimum 32)']],
    [
      'an invalid key id',
      { USER_HASH_KEY: key, USER_HASH_KEY_ID: 'Canary' },
      ['USER_HASH_KEY_ID is not valid'],
    ],
    [
      'the same key twice',
      { ...rotating, USER_HASH_PREVIOUS_KEY: key },
      ['USER_HASH_PREVIOUS_KEY must differ from USER_HASH_KEY'],
    ],
    [
      'a previous key without its id',
      { ...rotating, USER_HASH_PREVIOUS_KEY_ID: '' },
      ['USER_HASH_PREVIOUS_KEY_ID is not set, but USER_HASH_PREVIOUS_KEY needs it'],
    ],
    [
      'two keys with the same id',
      { ...rotating, USER_HASH_KEY_ID: 'u0' },
      ['USER_HASH_PREVIOUS_KEY_ID must differ from USER_HASH_KEY_ID'],
    ],
    [
      'invalid choices',
      { USER_HASH_KEY: key, TRACK_IP: 'canary', PROPAGATE_USER: 'canary' },
      ['TRACK_IP must be one of off, truncated, full', 'PROPAGATE_USER must be one of true, false'],
    ],
  ])('report %s, without quoting values', (_, env, expected) => {
    expect(problems(env)).toEqual(expected);
  });
});
