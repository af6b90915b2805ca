// Token keys come from a file that changes while the ingestor runs. No broker is needed.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '@ringtrace/service-shell';
import { freePort, waitUntil } from '@ringtrace/tools';
import { createApp } from '../app.ts';
import { config } from '../config.ts';
import { TokenKeyStore } from './token-key-store.ts';

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

/** Replaces the file atomically, as Kubernetes does with a Secret. */
function put(ids: string[], current: string): void {
  const keys = ids.map((id) => ({ id, key: secretOf(id) }));
  writeFileSync(`${file}.new`, JSON.stringify({ current, keys }));
  renameSync(`${file}.new`, file);
}

/** Waits until /metrics contains the line `expected`, and returns all of it. */
async function metricsWith(expected: string): Promise<string> {
  let text = '';
  await waitUntil(
    async () => {
      text = await (await fetch(`${await app.getUrl()}/metrics`)).text();
      return text.split('\n').includes(expected);
    },
    { timeoutMs: 20_000, what: expected, everyMs: 10 },
  );
  return text;
}

/** Ids of the keys in use, the current one first. */
function inUse(): string[] {
  const { current, former } = app.get(TokenKeyStore, { strict: false }).tokenisers;
  return [current, ...former].map((tokenise) => tokenise('acme', 'account', 'a').split(':')[0] as string);
}

it('reloads the keys when the file changes, and keeps and reports the last valid ones while it is invalid', async () => {
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
