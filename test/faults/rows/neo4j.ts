// A database that ends, freezes, is slow, short of memory, read-only, or locked by somebody else.
import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type FaultRow, quick, thorough } from '../row.ts';
import type { Stage } from '../stage.ts';

/** Longer than the deadline of a statement, 20 s. */
const longerThanStatementMs = 22_000;

export const databaseRows: FaultRow[] = [
  quick('database down', 'SIGTERM to Neo4j, 300 more payments, and a start', async (stage, load) => {
    const log = stage.watchLog();
    await stage.servers.down('neo4j');
    await stage.untilNotReady('analyzer');
    if ((await stage.status('analyzer', '/health/live')) !== 200) throw new Error('the analyzer is not live');
    const { accepted } = await load.burst(300);
    if (accepted.size < 300) throw new Error(`${accepted.size} of 300 accepted meanwhile`);
    await smokeTest(stage, 5_000, 'failed: no verdict in 5 s');
    await stage.until('four attempts', () => log().split('"failure":"transient"').length > 4);
    const judged = [...accepted.keys()].filter((id) => stage.outcomes.verdicts.has(id)).length;
    if (judged > 0) throw new Error(`${judged} judged without a database`);
    await stage.servers.up('neo4j');
    await stage.untilReady('analyzer');
    await stage.until('what waited to be judged', () => load.waiting(stage.outcomes).length < 40, 300_000);
    await smokeTest(stage, 60_000, 'judged: approve');
    return 'analyzer live, not ready';
  }),
  thorough('database killed', 'kill -9 of Neo4j, and a start', (stage) =>
    stage.servers.killAndRestart('neo4j'),
  ),
  thorough('database killed three times', 'each time as soon as payments are judged again', async (stage) => {
    for (let count = 0; count < 3; count++) {
      await stage.servers.killAndRestart('neo4j');
      const judged = stage.outcomes.verdicts.size;
      await stage.until('verdicts', () => stage.outcomes.verdicts.size > judged + 20);
    }
  }),
  quick('database frozen', 'SIGSTOP of Neo4j for longer than a statement may take', (stage) =>
    stage.servers.frozen('neo4j', () => wait(longerThanStatementMs)),
  ),
  thorough('database slow', 'Neo4j runs for 50 ms and is stopped for 200 ms, for 10 s', async (stage) => {
    for (let count = 0; count < 40; count++) {
      await stage.servers.frozen('neo4j', () => wait(200));
      await wait(50);
    }
  }),
  thorough('database down at start', 'an analyzer starts while Neo4j is down', async (stage) => {
    await stage.stopAnalyzer('SIGTERM');
    await stage.servers.down('neo4j');
    const starting = stage.startAnalyzer();
    await wait(5_000);
    await stage.servers.up('neo4j');
    await starting;
  }),
  thorough('database read-only', 'Neo4j starts again and takes no writes for 8 s', async (stage) => {
    await stage.servers.restart('neo4j', { 'server.databases.read_only': 'neo4j' });
    await wait(8_000);
    await stage.servers.restart('neo4j');
  }),
  thorough(
    'little memory',
    'db.memory.transaction.max of 1 MB, and 2,000 payments wait',
    async (stage, load) => {
      const log = stage.watchLog();
      await stage.servers.restart('neo4j', { 'db.memory.transaction.max': '1m' });
      await load.burst(2_000);
      await stage.until('most verdicts', () => load.waiting(stage.outcomes).length < 500, 300_000);
      const refused = log().split('OutOfMemory').length - 1;
      await stage.servers.restart('neo4j');
      return `${refused} times out of it`;
    },
  ),
  thorough(
    'locks held',
    'another session locks all accounts for 12 s, longer than a lock is waited for',
    (stage) =>
      stage.servers.withDatabase(async (driver, database) => {
        const session = driver.session({ database });
        const transaction = session.beginTransaction();
        await transaction.run('MATCH (a:Account) SET a.locked = true');
        await wait(12_000);
        await transaction.rollback();
        await session.close();
      }),
  ),
  quick('deadlocks', 'others lock accounts in the opposite order', async (stage) => {
    const second = await stage.startAnalyzer();
    const endMs = performance.now() + 8_000;
    let refused = 0;
    const statement = 'MATCH (a:Account) WITH a ORDER BY a.id DESC LIMIT 400 SET a.locked = true';
    await stage.servers.withDatabase(async (driver, database) => {
      while (performance.now() < endMs)
        await driver.executeQuery(statement, {}, { database }).catch(() => void refused++);
    });
    await stage.stopAnalyzer('SIGTERM', second);
    return `the other session lost ${refused}`;
  }),
];

/** What `helm test` runs, here against local processes. */
async function smokeTest({ ingestor, analyzer }: Stage, timeoutMs: number, text: string): Promise<void> {
  const program = fileURLToPath(new URL('../../../services/ingestor/dist/smoke.js', import.meta.url));
  const urls = { INGESTOR_URL: ingestor.url, ANALYZER_URL: analyzer.url, SMOKE_TIMEOUT_MS: `${timeoutMs}` };
  // Not synchronous: the proxies run in this process.
  const { stdout } = await promisify(execFile)(process.execPath, [program], {
    env: { ...process.env, ...urls },
  }).catch((error: { stdout: string }) => error);
  if (!stdout.includes(text)) throw new Error(`the smoke test said: ${stdout}`);
}
