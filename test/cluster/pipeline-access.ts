// The ways from this machine into the installed pipeline, and where its transactions end.
import { collectOutcomes, type Outcomes, type SendOptions, sendStream, type Traffic } from '@ringtrace/tools';
import { apiKey } from './api-key.ts';
import { clientNamespace, kafkaPort, namespace } from './names.ts';
import { type Forward, portForward } from './port-forward.ts';

export interface PipelineAccess {
  ingestorUrl: string;
  analyzerUrl: string;
  agentUrl: string;
  outcomes: Outcomes;
  /** Sends all of it; every transaction must be accepted, sent again where an answer did not come. */
  send(traffic: Traffic, options?: Partial<SendOptions>): Promise<void>;
  /** Waits until each transaction has the decision of its label, and that nothing became a dead letter. */
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
