// Access from this machine to the installed pipeline: streams, credentials, and the outcomes of transactions.

import { randomBytes, randomInt } from 'node:crypto';
import {
  collectOutcomes,
  generateTraffic,
  type Outcomes,
  type SendOptions,
  sendStream,
  type Traffic,
} from '@ringtrace/tools';
import { clientNamespace, getJson, kafkaPort, namespace, smokeTestSecret } from './commands.ts';
import { type Forward, portForward } from './port-forward.ts';

export interface PipelineAccess {
  ingestorUrl: string;
  analyzerUrl: string;
  agentUrl: string;
  outcomes: Outcomes;
  /** Sends the whole stream; every transaction must be accepted, and is sent again if no answer came. */
  send(traffic: Traffic, options?: Partial<SendOptions>): Promise<void>;
  /** Waits until each transaction has the decision of its label; fails if there is a dead letter. */
  expectAllJudgedRightly(traffic: Traffic): Promise<void>;
  judged(traffic: Traffic): number;
  stop(): Promise<void>;
}

export async function openPipeline(): Promise<PipelineAccess> {
  const forwards: Forward[] = [];
  const forward = async (...way: Parameters<typeof portForward>) => {
    const opened = await portForward(...way);
    forwards.push(opened);
    return `http://127.0.0.1:${opened.port}`;
  };
  const stop = async () => {
    await Promise.all(forwards.map((opened) => opened.stop()));
  };
  try {
    const ingestorUrl = await forward(clientNamespace, 'deployment/relay', 3000);
    const analyzerUrl = await forward(clientNamespace, 'deployment/relay', 3001);
    const agentUrl = await forward('datadog', 'deployment/agent', 8126);
    await forward(namespace, 'pod/kafka-0', kafkaPort, kafkaPort);
    const key = await apiKey();
    const outcomes = await collectOutcomes(`127.0.0.1:${kafkaPort}`);
    const judgedRightly = (traffic: Traffic) =>
      [...traffic.labels].filter(
        ([id, label]) => outcomes.verdicts.get(id)?.verdict.decision === label.decision,
      );
    return {
      ingestorUrl,
      analyzerUrl,
      agentUrl,
      outcomes,
      judged: (traffic) => [...traffic.labels.keys()].filter((id) => outcomes.verdicts.has(id)).length,
      send: async (traffic, options = {}) => {
        const sent = await sendStream({
          url: ingestorUrl,
          apiKey: key,
          requests: traffic.requests,
          giveUpAfterMs: 120_000,
          ...options,
        });
        expect([sent.refused, sent.unknown]).toEqual([[], []]);
        expect(new Set(sent.accepted.keys())).toEqual(new Set(traffic.labels.keys()));
      },
      expectAllJudgedRightly: async (traffic) => {
        await outcomes.waitFor(() => judgedRightly(traffic).length === traffic.labels.size, {
          timeoutMs: 180_000,
          what: `${traffic.labels.size} right verdicts`,
        });
        const dead = [...outcomes.deadLetters.values()].filter(({ key }) => traffic.labels.has(key ?? ''));
        expect(dead).toEqual([]);
      },
      stop: async () => {
        await outcomes.stop();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** setup.ts created it in another process and stored it in the cluster only. */
export async function apiKey(): Promise<string> {
  const { data } = await getJson(['secret', smokeTestSecret, '-n', namespace]);
  return Buffer.from(data['api-key'], 'base64').toString();
}

/** Like fetch, with the API key. */
export async function fetchAsClient(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${await apiKey()}` } });
}

const dayMs = 86_400_000;

/**
 * Streams never share a rule's window, within a run or across runs: they share accounts and cards, so each gets a month of
 * its own in an unused past.
 */
export function streamOf(name: string, transactions: number): Traffic {
  const daysAgo = 30 * randomInt(2, 600);
  return generateTraffic({
    seed: randomInt(1, 1_000_000),
    transactions,
    startAtMs: Date.now() - daysAgo * dayMs,
    idPrefix: `${name}-${randomBytes(3).toString('hex')}`,
  });
}
