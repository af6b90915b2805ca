// A person whose payments came under two keys of tokens is erased by whoever has the newer key alone.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTopics } from '@ringtrace/tools';
import { EraseWorld, type Payment, tokenKey, tokenOf } from './erase-world.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'ringtrace-erase-'));
const keysFile = join(folder, 'token-keys.json');

let world: EraseWorld;
beforeAll(async () => {
  world = await EraseWorld.start(createTopics);
  writeFileSync(keysFile, JSON.stringify({ current: 'k2', keys: [{ id: 'k2', key: tokenKey }] }));
}, 180_000);
afterAll(async () => {
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const minute = 60_000;
const mine = { card: 'my-card', device: 'my-device' };
const tokens = ['k1', 'k2'].flatMap((key) => [
  tokenOf('account', 'me', 'default', key),
  tokenOf('card', 'my-card', 'default', key),
  tokenOf('device', 'my-device', 'default', key),
]);

async function linesWith(texts: string[]): Promise<string[]> {
  return (await world.everything()).filter((line) => texts.some((text) => line.includes(text)));
}

it('nothing is left under either key, nor what led from one to the other', async () => {
  // given payments under the first key, more of one type than are moved at a time, and one under the second
  const old: Payment[] = Array.from({ length: 250 }, (_, n) => ({
    id: `old-${n}`,
    payer: 'me',
    payee: `shop-${n % 7}`,
    ...mine,
    atMs: n * minute,
  }));
  for (let at = 0; at < old.length; at += 50) await world.judge(old.slice(at, at + 50));
  const rotated = { keyId: 'k2', formerKeyId: 'k1' };
  const recent: Payment = {
    id: 'new',
    payer: 'me',
    payee: 'shop-1',
    ...mine,
    atMs: 300 * minute,
    ...rotated,
  };
  const others: Payment = { id: 'other', payer: 'you', payee: 'shop-1', atMs: 301 * minute, ...rotated };
  await world.judge([recent, others]);
  for (const token of tokens) expect(await linesWith([token])).not.toEqual([]);
  // when
  const { TOKEN_KEY: _, ...environment } = world.environment;
  const env = { ...environment, TOKEN_KEYS_FILE: keysFile };
  const { code, report, errors } = await world.erase(['--account', 'me'], {}, env);
  // then
  expect({ code, errors }).toMatchObject({ code: 0 });
  expect(report).toMatchObject({
    complete: true,
    erased: { accounts: 2, cards: 1, devices: 1, payments: 251 },
  });
  expect(await linesWith(tokens)).toEqual([]);
  // and what comes again brings nothing back
  await world.judge([recent, old[0] as Payment]);
  expect(await linesWith(tokens)).toEqual([]);
  // and another's redirects are as they were
  expect(await linesWith([tokenOf('account', 'you', 'default', 'k1')])).not.toEqual([]);
}, 120_000);
