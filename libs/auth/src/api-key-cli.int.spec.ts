// The command, run as an operator runs it.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { hashApiKey } from './api-key.ts';
import { parseApiKeyFile } from './api-key-file.ts';

const program = fileURLToPath(new URL('api-key-cli.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'api-key-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [program, ...args]).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      stdout,
      stderr,
    }),
  );

describe('npm run api-key', () => {
  it('prints a key and its line for the keys file', async () => {
    const { stdout } = await run('--tenant', 'acme', '--scope', 'a:read', '--scope', 'b:write');
    const key = /rtk_\S+/.exec(stdout)?.[0] ?? '';
    const [record] = parseApiKeyFile(stdout.trim().split('\n').at(-1) ?? '').values();
    expect(record).toMatchObject({ tenant: 'acme', scopes: ['a:read', 'b:write'], hash: hashApiKey(key) });
    expect(record?.expiresAtMs).toBeUndefined();
  });

  it('appends to a file and prints only the key with --file', async () => {
    const file = join(folder, 'new', 'keys');
    const options = ['--tenant', 'acme', '--scope', 'a', '--expires', '2099-01-01', '--file', file];
    const keys = [await run(...options), await run(...options)].map(({ stdout }) => stdout.trim());
    const records = [...parseApiKeyFile(readFileSync(file, 'utf8')).values()];
    expect(records.map(({ hash }) => hash)).toEqual(keys.map(hashApiKey));
    expect(records[0]?.expiresAtMs).toBe(Date.parse('2099-01-01'));
  });

  it.each([
    ['no tenant', ['--scope', 'a'], '--tenant is missing'],
    ['no scope', ['--tenant', 'acme'], '--scope is missing'],
    ['an invalid tenant', ['--tenant', 'a b', '--scope', 'a'], '--tenant'],
    ['an invalid date', ['--tenant', 'a', '--scope', 'a', '--expires', 'soon'], '--expires'],
    ['an unknown option', ['--tenant', 'a', '--scope', 'a', '--canary'], "'--canary'"],
  ])('prints its usage and creates nothing with %s', async (_what, args, reason) => {
    expect(await run(...args)).toEqual({
      code: 2,
      stdout: expect.stringMatching(/^Usage: npm run api-key/),
      stderr: expect.stringContaining(reason),
    });
  });
});
