import { readConfig } from '@ringtrace/service-shell';
import { config } from './config.ts';

const key = 'canary-canary-canary-canary-canary';
const enough = { AUTH_MODE: 'none', KAFKA_BROKERS: '127.0.0.1:9092', TOKEN_KEY: key };

it('rejects the same key for tokens and user tracking without quoting it', () => {
  expect(readConfig(config, enough)).toMatchObject({ TOKEN_KEY_ID: 'k1' });
  const read = () => readConfig(config, { ...enough, USER_HASH_KEY: key });
  expect(read).toThrow('USER_HASH_KEY must differ from TOKEN_KEY');
  expect(read).not.toThrow(key);
});
