// The rules CLI on a real database: its output and exit codes.
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

/** Exit code and everything that was printed. */
async function rules(words: string[], env: Record<string, string> = backends.environment) {
  const lines: string[] = [];
  const print = (text: string) => void lines.push(text);
  const code = await runRules(words, env, { print, printError: print });
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
  let unprepared: Awaited<ReturnType<typeof rules>>;
  let prepared: Awaited<ReturnType<typeof rules>>;
  beforeAll(async () => {
    const path = await file(good);
    unprepared = await rules(['check', path]);
    prepared = await rules(['check', path, '--prepare']);
    await neo4j.write(
      {
        name: 'test.transactions',
        text: `UNWIND range(0, 9) AS i
          CREATE (:Transaction {id: 'tx-' + i, occurredAtMs: i * 10, amountMinor: 1, currency: 'EUR', type: 'refund',
            payerAccount: 'k1:a', payeeAccount: 'k1:b', card: CASE WHEN i > $from THEN 'k1:c' + i / 2 END})`,
      },
      { from: int(1) },
    );
  }, 60_000);

  it('checks only the header without a database, and says how to check the rest', async () => {
    const { code, text } = await rules(['check', await file(good)], {});
    expect(code).toBe(0);
    expect(text).toMatch(/^header good: pair version 1, live, score 5; needs card; windowMs 50$/m);
    expect(text).toMatch(/not checked: the plan.*NEO4J_URI and NEO4J_PASSWORD/);
  });

  it('refuses a bad header with every reason', async () => {
    const { code, text } = await rules(['check', await file(good.replace('score: 5', 'score: 500'))], {});
    expect(code).toBe(1);
    expect(text).toMatch(/^refused: pair\.cypher\n- write "\/\/ score: <a whole number from 1 to 100>"$/m);
  });

  it('refuses a plan without indexes, and names --prepare', () => {
    expect(unprepared.code).toBe(1);
    expect(unprepared.text).toMatch(/^ +\| ! NodeByLabelScan/m);
    expect(unprepared.text).toMatch(/- if no analyzer has run on this database yet.*--prepare/);
  });

  it('creates the indexes with --prepare, and has nothing to try on an empty graph', () => {
    expect(prepared).toMatchObject({ code: 0, text: expect.stringMatching(/not tried: .*no transaction/) });
  });

  it('runs the rule over the newest transactions that match its header', async () => {
    const { code, text } = await rules(['check', await file(good), '--rows', '4']);
    expect(code).toBe(0);
    expect(text).toMatch(/operator +estimated rows +rows +db hits +details/);
    expect(text).toMatch(/\+ NodeIndexSeek/);
    expect(text).toMatch(/for the newest 4 transactions/);
    expect(text).toMatch(/hits +4, of 2 different findings/);
    expect(text).toMatch(/db hits +[\d,.]+, [\d,.]+ per transaction/);
    expect(text).toMatch(/milliseconds +[\d,.]+, [\d,.]+ per transaction/);
    expect(text).toMatch(/for example +k1:c4: tx-\d, tx-\d \(found by tx-\d and 1 more\)/);
    expect(text).toMatch(/good$/);
  });

  it.each([
    [
      'its plan',
      good.replace('{card: row.card}', ''),
      /! \w+Scan[\s\S]*refused: pair\.cypher\n- \w+Scan reads/,
    ],
    [
      'a syntax error, in Neo4j’s own words',
      good.replace('MATCH (', 'MATCH ['),
      /SyntaxError at line 8.*\n.*Invalid input '\['/,
    ],
    [
      'a wrong return type',
      good.replace('false AS', "'no' AS"),
      /failed: rule pair returned a truncated that is not/,
    ],
    ['a runtime error', good.replace('[row.id, t.id]', '[row.id, 1 / 0]'), /failed: .*ArithmeticError/],
  ])('refuses a rule for %s', async (_, content, reason) => {
    const { code, text } = await rules(['check', await file(content)]);
    expect(text).toMatch(reason);
    expect(code).toBe(1);
  });

  it('fails when the database is down', async () => {
    const down = { ...backends.environment, NEO4J_URI: 'bolt://127.0.0.1:1' };
    const { code, text } = await rules(['check', await file(good)], down);
    expect({ code, text }).toMatchObject({ code: 1, text: expect.stringContaining('ServiceUnavailable') });
  });

  it.each([
    [['check', '/nowhere/pair.cypher'], /cannot read .*ENOENT/],
    [['chek'], /unknown command 'chek'/],
  ])('exits with 2 for %j', async (words, reason) => {
    expect(await rules(words)).toMatchObject({ code: 2, text: expect.stringMatching(reason) });
  });

  it('exits with 2 without a password, which no flag takes', async () => {
    const { code, text } = await rules(['check', await file(good), '--neo4j-uri', 'bolt://127.0.0.1:1'], {});
    expect({ code, text }).toMatchObject({
      code: 2,
      text: expect.stringMatching(/NEO4J_PASSWORD is not set/),
    });
  });
});

describe('list', () => {
  it('lists shipped rules and those of a directory, and reports refused files', async () => {
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

it('prints every flag with --help', async () => {
  const { code, text } = await rules(['--help']);
  expect(code).toBe(0);
  for (const flag of ['--neo4j-uri', '--user', '--database', '--rows', '--prepare', '--dir'])
    expect(text).toContain(flag);
});
