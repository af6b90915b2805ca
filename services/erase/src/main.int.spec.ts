// The erase command as people and scripts run it: as a process, against a real graph and broker.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { EraseWorld, type Payment, tokenKey, tokenOf } from './erase-world.fixture.ts';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let world: EraseWorld;
beforeAll(async () => {
  world = await EraseWorld.start();
}, 180_000);
afterAll(() => world?.stop(), 60_000);

async function run(words: string[], input = '', env: Record<string, string> = world.environment) {
  const child = spawn(process.execPath, ['--enable-source-maps', program, ...words], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [out, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code: code as number, out, errors };
}

const graph = () => world.everything();
const linesWith = async (texts: string[]) =>
  (await graph()).filter((line) => texts.some((each) => line.includes(each)));

describe('the erase command', () => {
  it.each([
    ['no identifier is given', ['--yes'], /no identifier given[\s\S]*--help/],
    ['a flag is unknown', ['--acount', 'canary'], /unknown flag/],
    ['there is no terminal to confirm at', ['--account', 'canary'], /add --yes, or --dry-run/],
    ['standard input is empty', ['--account', '-', '--yes'], /standard input holds no identifier/],
  ])(
    'exits with 2 and says what to do when %s',
    async (_, words, message) => {
      const { code, out, errors } = await run(words);
      expect([code, out]).toEqual([2, '']);
      expect(errors).toMatch(message);
      expect(errors).not.toContain('canary');
    },
    30_000,
  );

  it('names every missing environment variable, and no value', async () => {
    const { code, errors } = await run(['--account', 'canary', '--yes'], '', { TOKEN_KEY: 'too short' });
    expect(code).toBe(2);
    expect(errors).toMatch(/NEO4J_URI is not set/);
    expect(errors).toMatch(/KAFKA_BROKERS is not set/);
    expect(errors).toMatch(/TOKEN_KEY is too small or too short/);
    expect(errors).not.toMatch(/canary|too short:? ?$/m);
  }, 30_000);

  it('fails with the reason, and changes nothing, when the database or the broker is down', async () => {
    const before = await graph();
    const withoutDatabase = await run(['--account', 'canary', '--yes'], '', {
      ...world.environment,
      NEO4J_URI: 'bolt://127.0.0.1:1',
    });
    expect([withoutDatabase.code, withoutDatabase.out]).toEqual([1, '']);
    expect(withoutDatabase.errors).toMatch(
      /^failed: the database does not answer: see NEO4J_URI\n.*run the same command again to resume/,
    );
    const withoutBroker = await run(['--account', 'canary', '--yes'], '', {
      ...world.environment,
      KAFKA_BROKERS: '127.0.0.1:1',
    });
    expect([withoutBroker.code, withoutBroker.out]).toEqual([1, '']);
    expect(withoutBroker.errors).toMatch(/^failed: no broker answers: see KAFKA_BROKERS\n/);
    expect(`${withoutDatabase.errors}${withoutBroker.errors}`).not.toContain('canary');
    expect(await graph()).toEqual(before);
  }, 60_000);

  it('says that the password is wrong', async () => {
    const { code, errors } = await run(['--account', 'canary', '--dry-run'], '', {
      ...world.environment,
      NEO4J_PASSWORD: 'wrong-password',
    });
    expect(code).toBe(1);
    expect(errors).toMatch(/^failed: the database refuses the login: see NEO4J_USER and NEO4J_PASSWORD\n/);
    expect(errors).not.toContain('wrong-password');
  }, 60_000);

  it('counts with --dry-run, then erases the account named on standard input', async () => {
    // given
    await world.judge([
      { id: 'cli-1', payer: 'cli-canary', payee: 'cli-b', card: 'cli-card' },
      { id: 'cli-2', payer: 'cli-b', payee: 'cli-canary' },
    ]);
    const before = await graph();
    // when counting, nothing changes
    const counted = await run(['--account', '-', '--dry-run'], 'cli-canary\n');
    expect([counted.code, counted.out]).toEqual([
      0,
      'found 1 of the given accounts, cards and devices, 2 payments to unlink. Nothing was changed\n',
    ]);
    expect(await graph()).toEqual(before);
    // when erasing
    const erased = await run(['--account', '-', '--yes'], 'cli-canary\n');
    expect(erased.code).toBe(0);
    expect(erased.out).toMatch(
      /^erased\n +1 {2}accounts deleted\n +1 {2}cards deleted\n[\s\S]*\n +2 {2}payments unlinked\n/,
    );
    expect(erased.out).toMatch(/remains\n[\s\S]*\ndone\n$/);
    // then neither output nor graph hold anything of the person
    const shown = [counted, erased].map(({ out, errors }) => out + errors).join('');
    for (const secret of ['cli-canary', tokenKey, tokenOf('account', 'cli-canary').slice(3)]) {
      expect(shown).not.toContain(secret);
      expect((await graph()).join('\n')).not.toContain(secret);
    }
    const again = await run(['--account', '-', '--yes', '--json'], 'cli-canary\n');
    expect(JSON.parse(again.out)).toMatchObject({ complete: true, nothingFound: true });
  }, 60_000);

  it('takes the token key from standard input too, as in a pod that has none', async () => {
    await world.judge([{ id: 'pod-1', payer: 'pod-canary', payee: 'pod-b' }]);
    const { TOKEN_KEY: key, ...environment } = world.environment;
    // As in docs/operations.md.
    const script = `IFS= read -r TOKEN_KEY; export TOKEN_KEY; exec "${process.execPath}" "${program}" --account - --yes --json`;
    const child = spawn('sh', ['-c', script], {
      env: { PATH: process.env.PATH ?? '', ...environment },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.end(`${key}\npod-canary\n`);
    const [out] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect(JSON.parse(out)).toMatchObject({ complete: true, erased: { accounts: 1, payments: 1 } });
  }, 60_000);

  it('prints its flags, variables and exit codes with --help', async () => {
    const { code, out } = await run(['--help'], '', {});
    expect(code).toBe(0);
    expect(out).toMatch(/--account ID[\s\S]*--dry-run[\s\S]*TOKEN_KEY[\s\S]*Exit codes/);
  }, 30_000);
});

describe('after a rotation of the token key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringtrace-erase-'));
  const keysFile = join(folder, 'token-keys.json');
  beforeAll(() =>
    writeFileSync(keysFile, JSON.stringify({ current: 'k2', keys: [{ id: 'k2', key: tokenKey }] })),
  );
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const minute = 60_000;
  const mine = { card: 'my-card', device: 'my-device' };
  const tokens = ['k1', 'k2'].flatMap((key) => [
    tokenOf('account', 'me', 'default', key),
    tokenOf('card', 'my-card', 'default', key),
    tokenOf('device', 'my-device', 'default', key),
  ]);

  it('erases the tokens of both keys, and the redirects between them, given only the newer key', async () => {
    // given more payments under the first key than one batch moves, and one payment under the second
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
    const { code, out, errors } = await run(['--account', 'me', '--yes', '--json'], '', env);
    // then
    expect({ code, errors }).toMatchObject({ code: 0 });
    expect(JSON.parse(out)).toMatchObject({
      complete: true,
      erased: { accounts: 2, cards: 1, devices: 1, payments: 251 },
    });
    expect(await linesWith(tokens)).toEqual([]);
    // and redelivered payments bring nothing back
    await world.judge([recent, old[0] as Payment]);
    expect(await linesWith(tokens)).toEqual([]);
    // and someone else's redirects are unchanged
    expect(await linesWith([tokenOf('account', 'you', 'default', 'k1')])).not.toEqual([]);
  }, 120_000);
});
