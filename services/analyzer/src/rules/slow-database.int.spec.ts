// A database that needs longer for a plan than any time limit of a batch: the start takes its time, and refuses nothing.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, Metrics } from '@ringtrace/telemetry';
import { type Backends, startBackends, waitUntil } from '@ringtrace/tools';
import { TracedNeo4j } from '@ringtrace/traced-neo4j';
import { GraphSchemaRepository } from '../graph/graph-schema.repository.ts';
import { RuleRepository } from './rule.repository.ts';
import { RulePlanRepository } from './rule-plan.repository.ts';
import { slowToPlan, slowToPlanId } from './slow-to-plan.fixture.ts';

const silent = createLogger({ service: 'test', level: 'silent' });
const stopping = new AbortController();

let backends: Backends;
let neo4j: TracedNeo4j;
let directory: string;

beforeAll(async () => {
  backends = await startBackends({ instance: `slow-${randomBytes(3).toString('hex')}`, only: ['neo4j'] });
  // Statements of a batch may take 50 ms.
  neo4j = new TracedNeo4j({ ...backends.neo4j, timeoutMs: 50 });
  directory = await mkdtemp(join(tmpdir(), 'rules-'));
}, 120_000);

afterAll(async () => {
  stopping.abort();
  await neo4j?.onApplicationShutdown();
  await backends?.stop({ removeData: true });
  await rm(directory, { recursive: true });
}, 60_000);

it('prepares the graph and loads all rules, and health says how far it is', async () => {
  await writeFile(join(directory, `${slowToPlanId}.cypher`), slowToPlan());
  const schema = new GraphSchemaRepository(neo4j, silent);
  const rules = new RuleRepository(
    new RulePlanRepository(neo4j),
    { directory, reloadMs: 20 },
    silent,
    new Metrics(),
  );
  // when
  const reasons = new Set<string | undefined>();
  const watching = setInterval(() => reasons.add(schema.health().reason).add(rules.health().reason), 1);
  await schema.applyUntilDone(
    [
      {
        statement: { name: 'test.warm-up', text: 'UNWIND $rows AS row MERGE (:Account {id: row})' },
        parameters: { rows: [] },
      },
    ],
    stopping.signal,
  );
  void rules.keepLoaded(stopping.signal);
  await waitUntil(async () => rules.health().status === 'up', { timeoutMs: 100_000, what: 'the rules' });
  clearInterval(watching);
  // then
  expect([...reasons].join()).toMatch(/applying constraint or index \d+ of \d+.*checking rule \d+ of 10/);
  expect(reasons).toContain(`checking rule ${slowToPlanId} of the directory`);
  expect(rules.status()).toMatchObject({ refused: [] });
  expect(rules.running.map(({ id }) => id)).toContain(slowToPlanId);
}, 180_000);
