// What the author of a rule sees, and the exit code that a script sees, on a real database.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Backends, startBackends } from '@ringtrace/tools';
import { int, TracedNeo4j } from '@ringtrace/traced-neo4j';
import { runRules } from './run-rules.ts';

let backends: Backends;
let neo4j: TracedNeo4j;
let folder: string;

beforeAll(async () => {
  backends = await startBackends({ instance: `cli-${randomBytes(3).toString('hex')}`, only: ['neo4j'] });
  neo4j = new TracedNeo4j(backends.neo4j);
  folder = await mkdtemp(join(tmpdir(), 'cli-'));
}, 120_000);

afterAll(async () => {
  await neo4j?.onApplicationShutdown();
  await backends?.stop({ removeData: true });
  await rm(folder, { recursive: true });
}, 60_000);

/** Exit code and everything that was said. */
async function rules(words: string[], env: Record<string, string> = backends.environment) {
  const lines: string[] = [];
  const say = (text: string) => void lines.push(text);
  const code = await runRules(words, env, { say, sayError: say });
  return { code, text: lines.join('\n') };
}

const columns =
  'RETURN row.id AS transactionId, [row.id, t.id] AS members, row.card AS key, false AS truncated';
const header = '// id: pair\n// version: 1\n// score: 5\n// needs: card\n// windowMs: 50\n//\n';
const near =
  'WHERE t.id <> row.id AND row.occurredAtMs - $windowMs <= t.occurredAtMs <= row.occurredAtMs + $windowMs';
const good = `${header}UNWIND $rows AS row\nMATCH (t:Transaction {card: row.card})\n${near}\n${columns}`;

async function file(text: string, name = 'pair.cypher'): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

describe('check', () => {
  it('reads only the header without a database, and says what is missing', async () => {
    const { code, text } = await rules(['check', await file(good)], {});
    expect(code).toBe(0);
    expect(text).toMatch(/^header good: pair version 1, live, score 5; needs card; windowMs 50$/m);
    expect(text).toMatch(/not checked: its plan.*NEO4J_URI and NEO4J_PASSWORD/);
  });

  it('refuses a header with everything that is wrong with it', async () => {
    const { code, text } = await rules(['check', await file(good.replace('score: 5', 'score: 500'))], {});
    expect(code).toBe(1);
    expect(text).toMatch(/^refused: pair\.cypher\n- write "\/\/ score: <a whole number from 1 to 100>"$/m);
  });

  it('has a new database prepared, and has nothing to try there', async () => {
    const path = await file(good);
    const before = await rules(['check', path]);
    expect(before.code).toBe(1);
    expect(before.text).toMatch(/^ +\| ! NodeByLabelScan/m);
    expect(before.text).toMatch(/- if no analyzer has run on this database yet.*--prepare/);

    const after = await rules(['check', path, '--prepare']);
    expect(after).toMatchObject({ code: 0, text: expect.stringMatching(/not tried: .*no transaction/) });
  }, 60_000);

  it('tries the rule over the newest transactions that it looks at', async () => {
    await neo4j.write(
      {
        name: 'test.transactions',
        text: `UNWIND range(0, 9) AS i
          CREATE (:Transaction {id: 'tx-' + i, occurredAtMs: i * 10, amountMinor: 1, currency: 'EUR', type: 'refund',
            payerAccount: 'k1:a', payeeAccount: 'k1:b', card: CASE WHEN i > $from THEN 'k1:c' + i / 2 END})`,
      },
      { from: int(1) },
    );
    const { code, text } = await rules(['check', await file(good), '--rows', '4']);
    expect(code).toBe(0);
    expect(text).toMatch(/operator +estimated rows +rows +db hits +details/);
    expect(text).toMatch(/\+ NodeIndexSeek/);
    expect(text).toMatch(/over the newest 4 transactions/);
    expect(text).toMatch(/hits +4, of 2 different findings/);
    expect(text).toMatch(/db hits +[\d,.]+, [\d,.]+ per transaction/);
    expect(text).toMatch(/milliseconds +[\d,.]+, [\d,.]+ per transaction/);
    expect(text).toMatch(/for example +k1:c4: tx-\d, tx-\d \(found by tx-\d and 1 more\)/);
    expect(text).toMatch(/good$/);
  });

  it.each([
    [
      'the plan',
      good.replace('{card: row.card}', ''),
      /! \w+Scan[\s\S]*refused: pair\.cypher\n- \w+Scan reads/,
    ],
    [
      'Neo4j’s own words',
      good.replace('MATCH (', 'MATCH ['),
      /SyntaxError at line 8.*\n.*Invalid input '\['/,
    ],
    [
      'what it returns',
      good.replace('false AS', "'no' AS"),
      /failed: rule pair returned a truncated that is not/,
    ],
    ['an error at work', good.replace('[row.id, t.id]', '[row.id, 1 / 0]'), /failed: .*ArithmeticError/],
  ])('refuses by %s', async (_, content, reason) => {
    const { code, text } = await rules(['check', await file(content)]);
    expect(text).toMatch(reason);
    expect(code).toBe(1);
  });

  it('says that the database cannot be reached', async () => {
    const away = { ...backends.environment, NEO4J_URI: 'bolt://127.0.0.1:1' };
    const { code, text } = await rules(['check', await file(good)], away);
    expect({ code, text }).toMatchObject({ code: 1, text: expect.stringContaining('ServiceUnavailable') });
  });

  it.each([
    [['check', '/nowhere/pair.cypher'], /cannot read .*ENOENT/],
    [['chek'], /unknown command 'chek'/],
  ])('calls %j wrong usage', async (words, reason) => {
    expect(await rules(words)).toMatchObject({ code: 2, text: expect.stringMatching(reason) });
  });

  it('calls a database without a password wrong usage, and never takes one as a flag', async () => {
    const { code, text } = await rules(['check', await file(good), '--neo4j-uri', 'bolt://127.0.0.1:1'], {});
    expect({ code, text }).toMatchObject({
      code: 2,
      text: expect.stringMatching(/NEO4J_PASSWORD is not set/),
    });
  });
});

describe('list', () => {
  it('shows shipped rules, and those of the directory over them', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'rules-'));
    await writeFile(join(directory, 'pair.cypher'), good);
    expect(await rules(['list'], { RULES_DIR: directory })).toMatchObject({
      code: 0,
      text: expect.stringMatching(/^directory {2}pair version 1[\s\S]*^shipped {4}ring version/m),
    });
    await writeFile(join(directory, 'bad.cypher'), 'RETURN 1');
    expect(await rules(['list', '--dir', directory], {})).toMatchObject({
      code: 1,
      text: expect.stringMatching(/^refused: bad\.cypher: write "\/\/ id: bad"/m),
    });
    await rm(directory, { recursive: true });
    expect(await rules(['list', '--dir', directory])).toMatchObject({ code: 2 });
  });
});

it('help names every flag', async () => {
  const { code, text } = await rules(['--help']);
  expect(code).toBe(0);
  for (const flag of ['--neo4j-uri', '--user', '--database', '--rows', '--prepare', '--dir'])
    expect(text).toContain(flag);
});
