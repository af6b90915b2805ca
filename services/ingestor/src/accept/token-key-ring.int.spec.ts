// The keys of tokens come from a file that changes under a running ingestor. No broker is needed.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { readConfig } from '@ringtrace/service-shell';
import { freePort } from '@ringtrace/tools';
import { createApp } from '../app.ts';
import { config } from '../config.ts';
import { TokenKeyRing } from './token-key-ring.ts';

const folder = mkdtempSync(join(tmpdir(), 'token-keys-'));
const file = join(folder, 'keys.json');
const secretOf = (id: string) => `${id} is a canary of at least thirty-two characters`;

let app: Awaited<ReturnType<typeof createApp>>;
beforeAll(async () => {
  put(['k1'], 'k1');
  app = await createApp(
    readConfig(config, {
      KAFKA_BROKERS: `127.0.0.1:${await freePort()}`,
      AUTH_MODE: 'none',
      LOG_LEVEL: 'silent',
      TOKEN_KEYS_FILE: file,
      TOKEN_KEYS_RELOAD_MS: '10',
    }),
  );
  await app.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await app?.close();
  rmSync(folder, { recursive: true });
});

/** As a Secret changes: whole, by a name that is moved. */
function put(ids: string[], current: string): void {
  const keys = ids.map((id) => ({ id, key: secretOf(id) }));
  writeFileSync(`${file}.new`, JSON.stringify({ current, keys }));
  renameSync(`${file}.new`, file);
}

/** What the ingestor shows of its keys, once it shows `expected`. */
async function metricsWith(expected: string): Promise<string> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await wait(10)) {
    const text = await (await fetch(`${await app.getUrl()}/metrics`)).text();
    if (text.split('\n').includes(expected)) return text;
  }
  throw new Error(`no ${expected} in time`);
}

/** Ids of the keys that an account's tokens are of, the current one first. */
function inUse(): string[] {
  const { current, former } = app.get(TokenKeyRing, { strict: false }).tokenisers;
  return [current, ...former].map((tokenise) => tokenise('acme', 'account', 'a').split(':')[0] as string);
}

it('are read again when it changes; a bad file leaves the last ones in force, and is said', async () => {
  expect(inUse()).toEqual(['k1']);
  expect(await metricsWith('ringtrace_token_keys{key="k1"} 1')).toContain(
    '\nringtrace_token_keys_file_broken 0\n',
  );

  put(['k1', 'k2'], 'k2');
  expect(await metricsWith('ringtrace_token_keys{key="k2"} 1')).toContain('ringtrace_token_keys{key="k1"} 0');
  expect(inUse()).toEqual(['k2', 'k1']);

  put(['k1', 'k2'], 'k3');
  expect(await metricsWith('ringtrace_token_keys_file_broken 1')).not.toContain('canary');
  expect(inUse()).toEqual(['k2', 'k1']);
  expect((await fetch(`${await app.getUrl()}/health/live`)).status).toBe(200);

  put(['k2'], 'k2');
  expect(await metricsWith('ringtrace_token_keys_file_broken 0')).not.toContain('key="k1"');
  expect(inUse()).toEqual(['k2']);
});
