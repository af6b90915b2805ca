// The whole pipeline against the generator's labels: each transaction is judged once, correctly, in one complete trace.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type TransactionRequest, topics } from '@ringtrace/contracts';
import {
  type Backends,
  collectOutcomes,
  generateTraffic,
  groupByTrace,
  type Outcomes,
  type Pipeline,
  poisonRecords,
  type ReceivedSpan,
  readSpans,
  type Service,
  sendStream,
  startBackends,
  startPipeline,
  toTree,
  traceProblems,
  waitUntil,
} from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import neo4j from 'neo4j-driver';
import { readTopics } from './read-topics.ts';
import { spanTagNames } from './span-tag-names.ts';

const run = randomBytes(3).toString('hex');
const traffic = generateTraffic({
  seed: 7,
  transactions: 1_000,
  startAtMs: Date.now() - 7 * 3_600_000,
  duplicates: 0.05,
  idPrefix: `e2e-${run}`,
});
const poison = poisonRecords(`e2e-${run}-poison`);

/** Identifiers that must not appear anywhere, in an otherwise ordinary transaction. */
const canaries = ['payer', 'payee', 'card', 'device', 'merchant'].map((kind) => `canary-${kind}-${run}`);
const [payer = '', payee = '', card = '', device = '', merchantId = ''] = canaries;
const canaryIp = '198.51.100.42';
const cardNumber = '4111111111111111';
const canaryRequest: TransactionRequest = {
  id: `e2e-${run}-watched`,
  occurredAt: new Date(Date.now() - 48 * 3_600_000).toISOString(),
  amountMinor: 4_242,
  currency: 'EUR',
  type: 'card-payment',
  payer: { accountId: payer },
  payee: { accountId: payee },
  card,
  device,
  merchantId,
  ip: canaryIp,
};

const logFolder = fileURLToPath(new URL(`../.local/test-logs/pipeline-${run}`, import.meta.url));
const posts = traffic.requests.length + 1;
const accepted = new Set([...traffic.labels.keys(), canaryRequest.id]);

let backends: Backends;
let pipeline: Pipeline;
let outcomes: Outcomes;
let spans: ReceivedSpan[];

beforeAll(async () => {
  // given both services running
  backends = await startBackends({ instance: `pipeline-${run}` });
  // A rule that is cut off and retried on a busy machine would leave an error on its span: the longest budget there is.
  pipeline = await startPipeline(backends, { logFolder, environment: { RULE_BUDGET_MS: '15000' } });
  outcomes = await collectOutcomes(backends.kafkaBrokers);
  // when the stream is sent, with records in between that no correct producer writes
  const requests = [...traffic.requests, canaryRequest];
  const send = (part: TransactionRequest[]) => sendStream({ url: pipeline.ingestor.url, requests: part });
  const first = await send(requests.slice(0, 500));
  await produce(poison);
  const second = await send(requests.slice(500));
  expect([first, second].flatMap(({ refused, unknown }) => [...refused, ...unknown])).toEqual([]);
  await postRefused();
  await scan();
  // then every record ends as a verdict or a dead letter
  await outcomes.waitFor(
    ({ verdicts, deadLetters }) => verdicts.size + deadLetters.size >= accepted.size + poison.length,
    {
      timeoutMs: 90_000,
      what: `${accepted.size} verdicts and ${poison.length} dead letters`,
    },
  );
  await waitUntil(
    async () => {
      spans = await readSpans(backends.agentUrl);
      return spans.filter((span) => span.name === 'kafka.consume').length >= posts + poison.length;
    },
    { timeoutMs: 30_000, what: 'the spans of every transaction' },
  );
}, 240_000);

afterAll(async () => {
  await outcomes?.stop();
  await pipeline?.stop();
  await backends?.stop({ removeData: true });
}, 60_000);

async function produce(messages: typeof poison): Promise<void> {
  const kafka = new kafkajs.Kafka({
    brokers: backends.kafkaBrokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic: topics.transactions, messages });
  await producer.disconnect();
}

/** Requests to unknown paths, with canaries in the URL and in headers. */
async function scan() {
  for (const path of [
    `/v1/transactions/${cardNumber}?card=${card}`,
    `/v1/verdicts/${cardNumber}`,
    `/${payer}/%zz`,
  ]) {
    for (const { url } of [pipeline.ingestor, pipeline.analyzer]) {
      const response = await fetch(url + path, {
        headers: {
          'user-agent': device,
          referer: `https://${payee}/`,
          'x-datadog-origin': payee,
          [`ot-baggage-${card}`]: card,
          baggage: `user.id=${card}`,
        },
      });
      expect([path, response.status]).toEqual([path, expect.any(Number)]);
      expect(await response.text()).not.toMatch(new RegExp([cardNumber, payer, card].join('|')));
    }
  }
}

/** Requests that are refused, with canaries wherever an error could repeat them. */
async function postRefused() {
  const bodies = [
    JSON.stringify({ ...canaryRequest, id: 'x', card: cardNumber }),
    JSON.stringify({ ...canaryRequest, id: payer, amountMinor: card, [device]: device }),
    `{"id":"${payer}", "card":"${card}`,
  ];
  for (const body of bodies) {
    const response = await fetch(`${pipeline.ingestor.url}/v1/transactions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      400,
      expect.stringContaining('problem+json'),
    ]);
    expect(await response.text()).not.toMatch(new RegExp([cardNumber, payer, card].join('|')));
  }
}

describe('verdicts', () => {
  it('match the generator’s label for every transaction', () => {
    const wrong = [...traffic.labels].filter(([id, label]) => {
      const verdict = outcomes.verdicts.get(id)?.verdict;
      const rules = [...new Set(verdict?.findings.map((finding) => finding.rule))].sort();
      return verdict?.decision !== label.decision || rules.join() !== [...label.rules].sort().join();
    });
    expect(wrong.map(([id, label]) => ({ id, label, verdict: outcomes.verdicts.get(id) }))).toEqual([]);
  });

  it('list the members of each planted ring in the order of the money', async () => {
    const response = await fetch(`${pipeline.analyzer.url}/v1/rings?limit=1000`);
    const { data } = (await response.json()) as {
      data: { rule: string; members: string[]; evidence: { payments: { amountMinor: number }[] } }[];
    };
    const found = data.filter((ring) => ring.rule === 'ring').map((ring) => ring.members.join(' > '));
    expect(found.sort()).toEqual(traffic.rings.map((ring) => ring.members.join(' > ')).sort());
  });

  it('are served at the URL from the 202, and as a 404 problem when missing', async () => {
    const [ring] = traffic.rings;
    const read = async (id: string) => fetch(`${pipeline.analyzer.url}/v1/verdicts/${id}`);
    const answer = await read(ring?.members[0] ?? '');
    expect(await answer.json()).toMatchObject({
      data: { decision: 'decline' },
      timestamp: expect.stringMatching(/Z$/),
    });
    const unknown = await read('never-sent');
    expect([unknown.status, unknown.headers.get('content-type')]).toEqual([
      404,
      expect.stringContaining('problem+json'),
    ]);
  });
});

describe('accounting', () => {
  it('holds: accepted = verdicts + dead letters, with each id in one place', () => {
    const dead = new Set([...outcomes.deadLetters.values()].map((letter) => letter.key));
    expect(new Set(outcomes.verdicts.keys())).toEqual(accepted);
    expect([...accepted].filter((id) => dead.has(id))).toEqual([]);
  });

  it('keeps every poison record once, byte for byte, with a reason', () => {
    const text = (bytes: Buffer | null) => bytes?.toString('base64') ?? null;
    expect([...outcomes.deadLetters.values()].map((letter) => text(letter.value)).sort()).toEqual(
      poison.map((record) => text(record.value)).sort(),
    );
    expect(
      [...outcomes.deadLetters.values()].filter((letter) => !/^[a-z0-9-]+$/.test(letter.reason)),
    ).toEqual([]);
  });

  it('adds up in the metrics: accepted = handled, and every poison record is dead-lettered', async () => {
    const count = async (service: Service, series: string) => {
      const text = await (await fetch(`${service.url}/metrics`)).text();
      return Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${series} `))
          ?.slice(series.length + 1),
      );
    };
    const consumed = (outcome: string) =>
      `kafka_consumer_records_total{topic="${topics.transactions}",outcome="${outcome}"}`;
    expect(await count(pipeline.ingestor, 'ringtrace_transactions_total{outcome="accepted"}')).toBe(posts);
    expect(await count(pipeline.analyzer, consumed('handled'))).toBe(posts);
    expect(await count(pipeline.analyzer, consumed('dead-lettered'))).toBe(poison.length);
    expect(posts).toBeGreaterThan(accepted.size);
  });
});

describe('traces', () => {
  const named = (trace: ReceivedSpan[], name: string) => trace.filter((span) => span.name === name);

  it('are complete for every transaction: one root, no orphan, from the request to the verdict', () => {
    const broken: string[] = [];
    let whole = 0;
    for (const [traceId, trace] of groupByTrace(spans)) {
      if (!trace.some((span) => span.name === 'kafka.queue')) continue;
      whole++;
      const ids = new Map(trace.map((span) => [span.spanId, span]));
      const tree = toTree(trace);
      const [consume] = named(trace, 'kafka.consume');
      const [queue] = named(trace, 'kafka.queue');
      const sent = ids.get(consume?.parentId ?? '');
      const queries = named(trace, 'neo4j.query').filter((span) => span.parentId === consume?.spanId);
      const verdicts = named(trace, 'kafka.produce').filter((span) => span.resource === topics.verdicts);
      const problems = [
        ...traceProblems(tree),
        tree.roots[0]?.span.service !== 'ingestor' && 'the root is not the request',
        named(trace, 'kafka.consume').length !== 1 && 'not one consume',
        (sent?.name !== 'kafka.produce' || sent.resource !== topics.transactions) &&
          'consume is not under produce',
        queue?.parentId !== sent?.spanId && 'queue is not under produce',
        queries.length < 4 && `${queries.length} queries`,
        verdicts.length < 1 && 'no verdict',
        verdicts.some((span) => span.parentId !== consume?.spanId) && 'a verdict is not under consume',
        consume?.service !== 'analyzer' && 'consumed elsewhere',
        ...trace
          .filter((span) => span.error)
          .map(({ name, resource, tags }) => `error in ${name} ${resource}: ${tags['error.message']}`),
      ].filter(Boolean);
      if (problems.length > 0) broken.push(`${traceId}: ${problems.join(', ')}`);
    }
    expect(broken).toEqual([]);
    // One trace per 202: a transaction that was sent twice has two.
    expect(whole).toBe(posts);
  });

  it('tag each transaction with its id and its decision', () => {
    const tagged = new Map(
      named(spans, 'kafka.consume').map((span) => [
        span.tags['transaction.id'],
        span.tags['verdict.decision'],
      ]),
    );
    expect([...accepted].filter((id) => !tagged.has(id))).toEqual([]);
  });

  it('continue to the dead letter', () => {
    const letters = named(spans, 'kafka.produce').filter((span) => span.resource === topics.deadLetters);
    const ids = new Map(spans.map((span) => [span.spanId, span]));
    expect(letters).toHaveLength(poison.length);
    for (const letter of letters) {
      expect(ids.get(letter.parentId)).toMatchObject({
        name: 'kafka.consume',
        error: true,
        traceId: letter.traceId,
      });
    }
  });
});

describe('identifiers', () => {
  const secrets = [...canaries, canaryIp, cardNumber];
  const leaksIn = (text: string) => secrets.filter((secret) => text.includes(secret));

  it('are absent from every topic', async () => {
    const bytes = await readTopics(backends.kafkaBrokers, Object.values(topics));
    expect(bytes.includes(canaryRequest.id)).toBe(true);
    expect(secrets.filter((secret) => bytes.includes(secret))).toEqual([]);
  });

  it('are absent from logs, spans and metrics', async () => {
    const logs = [pipeline.ingestor, pipeline.analyzer].map((service) =>
      readFileSync(service.logFile, 'utf8'),
    );
    expect(logs.join()).toContain('is listening');
    expect(leaksIn(logs.join())).toEqual([]);
    expect(leaksIn(JSON.stringify(spans))).toEqual([]);
    for (const url of [pipeline.ingestor.url, pipeline.analyzer.url]) {
      expect(leaksIn(await (await fetch(`${url}/metrics`)).text())).toEqual([]);
    }
  });

  it('can only reach reviewed tags', () => {
    const names = new Set(spans.flatMap((span) => Object.keys(span.tags)));
    expect([...names].filter((name) => !spanTagNames.includes(name)).sort()).toEqual([]);
  });

  it('are absent from the database', async () => {
    const { uri, user, password } = backends.neo4j;
    const driver = neo4j.driver(uri, neo4j.auth.basic(user, password));
    try {
      const nodes = await driver.executeQuery(
        'MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties',
      );
      const paths = await driver.executeQuery(
        'MATCH ()-[r]->() RETURN type(r) AS type, properties(r) AS properties',
      );
      const everything = JSON.stringify(
        [...nodes.records, ...paths.records].map((record) => record.toObject()),
      );
      expect(everything).toContain(canaryRequest.id);
      expect(leaksIn(everything)).toEqual([]);
      const transactions = nodes.records.filter((record) => record.get('labels').includes('Transaction'));
      // and each transaction is stored once, even if it was sent twice
      expect(transactions).toHaveLength(accepted.size);
    } finally {
      await driver.close();
    }
  });
});
