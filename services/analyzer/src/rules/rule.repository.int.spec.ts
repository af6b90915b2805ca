// Rules from a directory that changes, with a real planner.
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, type Logger, Metrics } from '@ringtrace/telemetry';
import { type Backends, startBackends, waitUntil } from '@ringtrace/tools';
import { RetryLaterError } from '@ringtrace/traced-kafka';
import { TracedNeo4j } from '@ringtrace/traced-neo4j';
import { GraphSchemaRepository } from '../graph/graph-schema.repository.ts';
import { RuleRepository } from './rule.repository.ts';
import { RuleDirectory } from './rule-directory.repository.ts';
import { RulePlanRepository } from './rule-plan.repository.ts';
import { readShippedRules } from './rule-source.repository.ts';
import { rulesAnswer, toRulesAnswer } from './rules-answer.ts';

let backends: Backends;
let neo4j: TracedNeo4j;
let shippedIds: string[];
let directory: string;
let stopping: AbortController;
let logged: { level: string; rule?: string; file?: string; message: string }[];
let metrics: Metrics;
const silent = createLogger({ service: 'test', level: 'silent' });

beforeAll(async () => {
  backends = await startBackends({ instance: `reload-${randomBytes(3).toString('hex')}`, only: ['neo4j'] });
  neo4j = new TracedNeo4j(backends.neo4j);
  await new GraphSchemaRepository(neo4j, silent).applyUntilDone([], new AbortController().signal);
  shippedIds = (await readShippedRules()).map(({ id }) => id);
}, 120_000);

afterAll(async () => {
  await neo4j?.onApplicationShutdown();
  await backends?.stop({ removeData: true });
}, 60_000);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rules-'));
  stopping = new AbortController();
  logged = [];
  metrics = new Metrics();
});

afterEach(async () => {
  stopping.abort();
  await rm(directory, { recursive: true });
});

function repositoryOf(path: string | undefined): RuleRepository {
  const log = (level: string) => (fields: object, message: string) =>
    void logged.push({ level, ...fields, message });
  const logger = { info: log('info'), warn: log('warn'), error: log('error') } as unknown as Logger;
  const source = { directory: path, reloadMs: 20 };
  return new RuleRepository(new RulePlanRepository(neo4j), source, logger, metrics);
}

/** A repository that has loaded and reloads every 20 ms. */
async function loaded(): Promise<RuleRepository> {
  const repository = repositoryOf(directory);
  void repository.keepLoaded(stopping.signal);
  await until(() => repository.health().status === 'up');
  return repository;
}

const until = (condition: () => boolean) =>
  waitUntil(async () => condition(), { timeoutMs: 50_000, what: 'the rules to change' });

const text = (id: string, version = 1, more = '', query = 'MATCH (t:Transaction {id: row.id})') =>
  `// id: ${id}\n// version: ${version}\n// score: 5\n${more}//\nUNWIND $rows AS row ${query}
   RETURN row.id AS transactionId, [row.id] AS members, false AS truncated`;

// Atomically, so that a reload never sees half a file.
async function put(id: string, content: string): Promise<void> {
  await writeFile(join(directory, `.${id}.new`), content);
  await rename(join(directory, `.${id}.new`), join(directory, `${id}.cypher`));
}

const versionOf = (repository: RuleRepository, id: string) =>
  repository.running.find((rule) => rule.id === id)?.version;

const isRefused = (repository: RuleRepository, file: string) =>
  repository.status().refused.some((each) => each.file === file);

async function metric(name: string): Promise<string[]> {
  return (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith(name));
}

describe('RuleRepository', () => {
  it('runs the shipped rules when there is no directory, and none before they are loaded', async () => {
    const repository = repositoryOf(undefined);
    expect(() => repository.running).toThrow(RetryLaterError);
    expect(repository.health()).toEqual({ status: 'down', reason: 'the rules are not loaded yet' });
    await repository.keepLoaded(stopping.signal);
    expect(repository.running.map(({ id }) => id)).toEqual(shippedIds);
    expect(repository.health()).toEqual({ status: 'up' });
    expect(await metric('ringtrace_rules{mode="live"}')).toEqual([
      `ringtrace_rules{mode="live"} ${shippedIds.length}`,
    ]);
  }, 120_000);

  it('adds and removes rules with their files, and leaves arrays that were handed out unchanged', async () => {
    const repository = await loaded();
    const before = repository.running;
    await put('added', text('added'));
    await until(() => versionOf(repository, 'added') === 1);
    expect(before.map(({ id }) => id)).toEqual(shippedIds);

    await put('added', text('added', 2));
    await until(() => versionOf(repository, 'added') === 2);
    await unlink(join(directory, 'added.cypher'));
    await until(() => versionOf(repository, 'added') === undefined);
    expect(repository.running.map(({ id }) => id)).toEqual(shippedIds);
  });

  it('replaces shipped rules by those of the directory, until their files are removed', async () => {
    const repository = await loaded();
    const shipped = versionOf(repository, 'ring');
    await put('ring', text('ring', 99, '// mode: shadow\n'));
    await until(() => versionOf(repository, 'ring') === 99);
    await put('ring', '// id: ring\n// version: 100\n// score: 1\n// mode: off\n');
    await until(() => versionOf(repository, 'ring') === undefined);
    expect(repository.status().rules.find(({ id }) => id === 'ring')).toMatchObject({
      mode: 'off',
      source: 'directory',
    });
    expect(await metric('ringtrace_rules{mode="off"}')).toEqual(['ringtrace_rules{mode="off"} 1']);
    await unlink(join(directory, 'ring.cypher'));
    await until(() => versionOf(repository, 'ring') === shipped);
  });

  it.each([
    ['its header', text('mine', 2).replace('score: 5', 'score: 500')],
    ['its query', text('mine', 2, '', 'MATCH (t:Transaction')],
    ['its plan', text('mine', 2, '', 'MATCH (t:Transaction)')],
    ['its size', text('mine', 2) + ' '.repeat(300_000)],
  ])('keeps a rule whose new file is refused for %s, and updates the others', async (_, broken) => {
    await put('mine', text('mine'));
    const repository = await loaded();
    await put('mine', broken);
    await put('other', text('other'));
    await until(() => isRefused(repository, 'mine.cypher') && versionOf(repository, 'other') === 1);
    expect(versionOf(repository, 'mine')).toBe(1);
    expect(await metric('ringtrace_rule_files_refused ')).toEqual(['ringtrace_rule_files_refused 1']);

    // and it is logged once per content, however often it is reloaded
    const { readAt } = repository.status();
    await until(() => repository.status().readAt !== readAt);
    const rejections = logged.filter(({ level, file }) => level === 'error' && file === 'mine.cypher');
    expect(rejections).toHaveLength(1);
    expect(JSON.stringify(logged)).not.toContain('UNWIND');

    await put('mine', text('mine', 3));
    await until(() => versionOf(repository, 'mine') === 3);
    expect(repository.status().refused).toEqual([]);
  });

  it('falls back to the shipped rule when it starts with a broken file', async () => {
    await put('ring', 'RETURN 1');
    await put('added', 'RETURN 1');
    const repository = await loaded();
    expect(repository.running.map(({ id }) => id)).toEqual(shippedIds);
    expect(repository.status().refused.map(({ file }) => file)).toEqual(['added.cypher', 'ring.cypher']);
  });

  it('follows a ConfigMap, whose files all change at once by one link', async () => {
    const version = async (name: string, files: Record<string, string>) => {
      await mkdir(join(directory, name));
      for (const [id, content] of Object.entries(files))
        await writeFile(join(directory, name, `${id}.cypher`), content);
      await symlink(name, join(directory, '..data_tmp'));
      await rename(join(directory, '..data_tmp'), join(directory, '..data'));
    };
    await version('..2026_01', { one: text('one'), two: text('two') });
    for (const id of ['one', 'two']) await symlink(`..data/${id}.cypher`, join(directory, `${id}.cypher`));
    const repository = await loaded();
    expect([versionOf(repository, 'one'), versionOf(repository, 'two')]).toEqual([1, 1]);

    // the link to a file that the new version lacks stays for a moment
    await version('..2026_02', { one: text('one', 2) });
    await until(() => versionOf(repository, 'one') === 2 && versionOf(repository, 'two') === undefined);
    expect(repository.status().refused).toEqual([]);
  });

  it('loads only *.cypher files that are regular, not hidden and inside the directory', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'));
    await writeFile(join(elsewhere, 'far.cypher'), text('far'));
    await symlink(join(elsewhere, 'far.cypher'), join(directory, 'far.cypher'));
    await writeFile(join(directory, '.hidden.cypher'), text('hidden'));
    await writeFile(join(directory, 'notes.txt'), 'words');
    await mkdir(join(directory, 'folder.cypher'));
    const repository = await loaded();
    expect(repository.running.map(({ id }) => id)).toEqual(shippedIds);
    expect(repository.status().refused.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
      expect.stringMatching(/^far\.cypher is a link out of the directory/),
      expect.stringMatching(/^folder\.cypher is not a regular file of at most 256 KiB/),
    ]);
    await rm(elsewhere, { recursive: true });
  });

  it('keeps its rules while the directory is missing, and reloads when it is back', async () => {
    await put('mine', text('mine'));
    const repository = await loaded();
    await rename(directory, `${directory}-moved`);
    await until(() => isRefused(repository, '.'));
    expect(versionOf(repository, 'mine')).toBe(1);
    await rename(`${directory}-moved`, directory);
    await until(() => !isRefused(repository, '.'));
    await truncate(join(directory, 'mine.cypher'));
    await until(() => isRefused(repository, 'mine.cypher'));
  });

  it('keeps a rule whose directory moves away and back while it is read', async () => {
    await put('mine', text('mine'));
    const rules = new RuleDirectory(directory, async () => undefined);
    await rules.read();
    const seen = new Set<string>();
    for (let times = 0; times < 300; times++) {
      const isBackAtOnce = times % 2 === 0;
      const reading = rules.read();
      await rename(directory, `${directory}-moved`);
      if (isBackAtOnce) await rename(`${directory}-moved`, directory);
      seen.add((await reading).rules.map(({ id }) => id).join());
      if (!isBackAtOnce) await rename(`${directory}-moved`, directory);
    }
    expect([...seen]).toEqual(['mine']);
  });

  it('keeps a rule while its directory is replaced by another one that has it too', async () => {
    await put('mine', text('mine'));
    const rules = new RuleDirectory(directory, async () => undefined);
    await rules.read();
    const seen = new Set<string>();
    for (let times = 0; times < 300; times++) {
      const next = `${directory}-${times}`;
      await mkdir(next);
      await writeFile(join(next, 'mine.cypher'), text('mine', 2 + times));
      const reading = rules.read();
      await rename(directory, `${next}-old`);
      await rename(next, directory);
      seen.add((await reading).rules.map(({ id }) => id).join());
      await rm(`${next}-old`, { recursive: true });
    }
    expect([...seen]).toEqual(['mine']);
  });

  it('keeps its rules while the database is down, and reloads when it is back', async () => {
    await put('mine', text('mine'));
    const down = new TracedNeo4j({ ...backends.neo4j, uri: 'bolt://127.0.0.1:1' });
    let isDown = false;
    const plans = new (class extends RulePlanRepository {
      override explain(...given: Parameters<RulePlanRepository['explain']>) {
        return new RulePlanRepository(isDown ? down : neo4j).explain(...given);
      }
    })(neo4j);
    const repository = new RuleRepository(plans, { directory, reloadMs: 20 }, silent, metrics);
    await repository.load();
    isDown = true;
    await put('mine', text('mine', 2));
    const { readAt } = repository.status();
    await expect(repository.load()).rejects.toMatchObject({ name: 'GraphError' });
    expect([versionOf(repository, 'mine'), repository.status().readAt]).toEqual([1, readAt]);
    isDown = false;
    await repository.load();
    expect(versionOf(repository, 'mine')).toBe(2);
    await down.onApplicationShutdown();
  });

  it('warns about a rule that changes without a higher version', async () => {
    await put('mine', text('mine'));
    const repository = await loaded();
    await put('mine', text('mine', 1, '// windowMs: 5\n', 'WITH row, $windowMs AS w'));
    await until(() => logged.some(({ level, rule }) => level === 'warn' && rule === 'mine'));
    expect(repository.running.find(({ id }) => id === 'mine')?.parameters).toEqual({ windowMs: 5 });
  });

  it('matches the schema of GET /v1/rules', async () => {
    await put('broken', 'RETURN 1');
    const repository = await loaded();
    const figures = { batches: 1, transactions: 2, hits: 3, seconds: 0.5, truncations: 0, cutOffs: 0 };
    const answer = toRulesAnswer(repository.status(), () => figures);
    expect(rulesAnswer.parse(answer)).toEqual(answer);
    expect(answer.rules[0]).toMatchObject({ id: shippedIds[0], source: 'shipped', sinceStart: figures });
    expect(answer.refused).toEqual([
      { file: 'broken.cypher', reason: expect.stringContaining('// id: broken') },
    ]);
    expect(JSON.stringify(answer)).not.toContain('MATCH');
  });
});
