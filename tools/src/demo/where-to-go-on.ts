// What a newcomer can open next, as text. Pure.
import type { Backends } from '../pipeline/servers/backends.ts';
import type { Pipeline } from '../pipeline/start-pipeline.ts';

export interface Whereabouts {
  backends: Pick<Backends, 'agentUrl' | 'kafkaBrokers' | 'neo4j'>;
  pipeline: Pick<Pipeline, 'ingestor' | 'analyzer'>;
  logFolder: string;
  transactionId: string;
  since: string;
}

export function whereToGoOn({ backends, pipeline, logFolder, transactionId, since }: Whereabouts): string {
  const { ingestor, analyzer } = pipeline;
  const rows = [
    ['send transactions', `${ingestor.url}/docs`],
    ['read verdicts', `${analyzer.url}/docs`],
    ['the verdict on it', `${analyzer.url}/v1/verdicts/${transactionId}`],
    ['all rings', `${analyzer.url}/v1/rings?since=${since}`],
    ['', 'both with the key of step 2: curl -H "authorization: Bearer $KEY" …'],
    ['metrics', `${ingestor.url}/metrics`],
    ['', `${analyzer.url}/metrics`],
    ['every trace, as JSON', `${backends.agentUrl}/test/session/traces`],
    ['Kafka', backends.kafkaBrokers],
    ['graph', backends.neo4j.uri],
    ['logs', logFolder],
  ] as const;
  return rows.map(([what, where]) => `${what.padEnd(22)}${where}`).join('\n');
}
