// The command as people and scripts run it: a process of its own, with a real graph and broker.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createTopics } from '@ringtrace/tools';
import { EraseWorld, tokenKey, tokenOf } from './erase-world.fixture.ts';

const program = fileURLToPath(new URL('../../dist/erase-cli.js', import.meta.url));

let world: EraseWorld;
beforeAll(async () => {
  world = await EraseWorld.start(createTopics);
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

it.each([
  ['no identifier', ['--yes'], /who\?[\s\S]*--help/],
  ['an unknown flag', ['--acount', 'canary'], /does not know/],
  ['nobody to ask', ['--account', 'canary'], /there is nobody to ask: add --yes, or --dry-run/],
  ['nothing on standard input', ['--account', '-', '--yes'], /standard input holds no identifier/],
])(
  '%s: exit code 2, and what to do',
  async (_, words, message) => {
    const { code, out, errors } = await run(words);
    expect([code, out]).toEqual([2, '']);
    expect(errors).toMatch(message);
    expect(errors).not.toContain('canary');
  },
  30_000,
);

it('an environment that says too little names all that is missing, and no value', async () => {
  const { code, errors } = await run(['--account', 'canary', '--yes'], '', { TOKEN_KEY: 'too short' });
  expect(code).toBe(2);
  expect(errors).toMatch(/NEO4J_URI is not set/);
  expect(errors).toMatch(/KAFKA_BROKERS is not set/);
  expect(errors).toMatch(/TOKEN_KEY is too small or too short/);
  expect(errors).not.toMatch(/canary|too short:? ?$/m);
}, 30_000);

it('a database or broker that is away is a failure with its reason, before anything is changed', async () => {
  const before = await graph();
  const nowhere = { ...world.environment, NEO4J_URI: 'bolt://127.0.0.1:1' };
  const without = await run(['--account', 'canary', '--yes'], '', nowhere);
  expect([without.code, without.out]).toEqual([1, '']);
  expect(without.errors).toMatch(
    /^failed: the database does not answer: see NEO4J_URI\n.*the same command goes on where it was/,
  );
  const mute = await run(['--account', 'canary', '--yes'], '', {
    ...world.environment,
    KAFKA_BROKERS: '127.0.0.1:1',
  });
  expect([mute.code, mute.out]).toEqual([1, '']);
  expect(mute.errors).toMatch(/^failed: no broker answers: see KAFKA_BROKERS\n/);
  expect(`${without.errors}${mute.errors}`).not.toContain('canary');
  expect(await graph()).toEqual(before);
}, 60_000);

it('a wrong password is named as such', async () => {
  const { code, errors } = await run(['--account', 'canary', '--dry-run'], '', {
    ...world.environment,
    NEO4J_PASSWORD: 'wrong-password',
  });
  expect(code).toBe(1);
  expect(errors).toMatch(/^failed: the database refuses the login: see NEO4J_USER and NEO4J_PASSWORD\n/);
  expect(errors).not.toContain('wrong-password');
}, 60_000);

it('counts, then erases whom standard input names, and says so', async () => {
  // given
  await world.judge([
    { id: 'cli-1', payer: 'cli-canary', payee: 'cli-b', card: 'cli-card' },
    { id: 'cli-2', payer: 'cli-b', payee: 'cli-canary' },
  ]);
  const before = await graph();
  // when counted, nothing changes
  const counted = await run(['--account', '-', '--dry-run'], 'cli-canary\n');
  expect([counted.code, counted.out]).toEqual([
    0,
    '1 accounts, cards and devices of those given, 2 payments to unlink. Nothing was changed\n',
  ]);
  expect(await graph()).toEqual(before);
  // when erased
  const erased = await run(['--account', '-', '--yes'], 'cli-canary\n');
  expect(erased.code).toBe(0);
  expect(erased.out).toMatch(
    /^erased\n +1 {2}accounts deleted\n +1 {2}cards deleted\n[\s\S]*\n +2 {2}payments unlinked\n/,
  );
  expect(erased.out).toMatch(/remains\n[\s\S]*\ndone\n$/);
  // then nothing of the person is anywhere that can be seen
  const shown = [counted, erased].map(({ out, errors }) => out + errors).join('');
  for (const secret of ['cli-canary', tokenKey, tokenOf('account', 'cli-canary').slice(3)]) {
    expect(shown).not.toContain(secret);
    expect((await graph()).join('\n')).not.toContain(secret);
  }
  const again = await run(['--account', '-', '--yes', '--json'], 'cli-canary\n');
  expect(JSON.parse(again.out)).toMatchObject({ complete: true, nothingFound: true });
}, 60_000);

it('takes the key from standard input too, as in a pod that has none', async () => {
  await world.judge([{ id: 'pod-1', payer: 'pod-canary', payee: 'pod-b' }]);
  const { TOKEN_KEY: key, ...environment } = world.environment;
  // As docs/operations.md has it.
  const script = `IFS= read -r TOKEN_KEY; export TOKEN_KEY; exec "${process.execPath}" "${program}" --account - --yes --json`;
  const child = spawn('sh', ['-c', script], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.end(`${key}\npod-canary\n`);
  const [out] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  expect(JSON.parse(out)).toMatchObject({ complete: true, erased: { accounts: 1, payments: 1 } });
}, 60_000);

it('--help says what there is', async () => {
  const { code, out } = await run(['--help'], '', {});
  expect(code).toBe(0);
  expect(out).toMatch(/--account ID[\s\S]*--dry-run[\s\S]*TOKEN_KEY[\s\S]*Exit codes/);
}, 30_000);
