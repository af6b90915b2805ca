// A network that is cut, slow, narrow, one-way, silent, or leads to something else.
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, type BackendName, waitUntil } from '@ringtrace/tools';
import * as foreign from '../../../libs/traced-neo4j/src/foreign-answers.fixture.ts';
import { type FaultRow, quick, thorough } from '../row.ts';
import type { Stage } from '../stage.ts';

const { after, bytes, foreignAnswers, inTurn } = foreign;
const faultMs = 8_000;

/** Answers arrive later, by a time that may depend on their size. */
const late = (delayMs: (size: number) => number): Answer =>
  async function* (server) {
    for await (const chunk of server) {
      await wait(delayMs(chunk.length));
      yield chunk;
    }
  };
const bytesPerSecond = (rate: number) => late((size) => (size / rate) * 1_000);

/** Each connection ends after some more bytes of answers than the last: requests are done, and their answers are lost. */
const cutLater = (stepBytes: number): Answer =>
  inTurn(Array.from({ length: 200 }, (_, index) => after(stepBytes * (index + 1), Buffer.alloc(0))));

const noise = bytes(Buffer.from('f00dfeedc0ffee'.repeat(20), 'hex'));

type Inject = (stage: Stage, to: BackendName) => Promise<void>;

const answering =
  (answer: Answer): Inject =>
  async ({ servers }, to) => {
    servers.proxies[to].answerWith(answer);
    await wait(faultMs);
    servers.proxies[to].answerWith();
  };

const silent =
  (ms: number, end: 'heal' | 'resume', { cut = false } = {}): Inject =>
  async ({ servers }, to) => {
    if (cut) servers.proxies[to].cut();
    servers.proxies[to].silence();
    await wait(ms);
    servers.proxies[to][end]();
  };

const cutTenTimes: Inject = async ({ servers }, to) => {
  for (let count = 0; count < 10; count++) {
    servers.proxies[to].cut();
    await wait(500);
  }
};

const cases: [kind: string, what: string, how: typeof quick, inject: Inject][] = [
  ['cut', 'all connections are closed, ten times', quick, cutTenTimes],
  ['delayed', 'every answer takes 300 ms longer', thorough, answering(late(() => 300))],
  ['throttled', '20 kB of answers a second', thorough, answering(bytesPerSecond(20_000))],
  ['answers lost', 'each connection ends after more bytes of answers', quick, answering(cutLater(400))],
  ['noise', 'noise is sent instead of answers', thorough, answering(noise)],
  ['half-open', 'cut; new ones stay silent for good', quick, silent(faultMs, 'heal', { cut: true })],
  ['black hole', 'everything is held back for 20 s, then arrives', thorough, silent(20_000, 'resume')],
];

const between = (to: 'kafka' | 'neo4j', who: string): FaultRow[] =>
  cases.map(([kind, what, how, injectCase]) =>
    how(`network to ${who}: ${kind}`, what, (stage) => injectCase(stage, to)),
  );

export const networkRows: FaultRow[] = [
  ...between('kafka', 'Kafka'),
  ...between('neo4j', 'Neo4j'),
  quick(
    'something else than Neo4j',
    `${foreignAnswers.length} answers that are not Neo4j’s`,
    async (stage) => {
      const log = stage.watchLog();
      let connections = 0;
      const answers = inTurn(foreignAnswers.map(([, answer]) => answer));
      stage.servers.proxies.neo4j.answerWith((database) => {
        connections += 1;
        return answers(database);
      });
      const isMet = () => connections > 2 * foreignAnswers.length;
      await waitUntil(isMet, { timeoutMs: 120_000, what: 'all answers' });
      stage.servers.proxies.neo4j.answerWith();
      const failures = [...new Set(log().match(/"failure":"\w+"/g))].join();
      if (failures !== '"failure":"transient"') throw new Error(`failures: ${failures}`);
      return 'every failure transient';
    },
  ),
];

const internalError = 'HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n';
const agent =
  (inject: Inject) =>
  (stage: Stage): Promise<void> =>
    inject(stage, 'agent');

export const agentRows: FaultRow[] = [
  thorough('trace agent down', 'kill -9 of the Datadog agent, and a start after 5 s', async (stage) => {
    stage.servers.signal('agent', 'SIGKILL');
    await wait(5_000);
    await stage.servers.restart('agent');
  }),
  quick('trace agent silent', 'it accepts traces and never answers', agent(silent(faultMs, 'heal'))),
  thorough('trace agent slow', 'every answer takes 3 s', agent(answering(late(() => 3_000)))),
  thorough('trace agent failing', 'it answers 500', agent(answering(bytes(Buffer.from(internalError))))),
];
