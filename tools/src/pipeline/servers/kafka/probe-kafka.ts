// Asks a broker for its metadata, as any client does first.
import { Kafka, logLevel } from 'kafkajs';

/** Throws unless a broker of the list (host:port, comma separated) answers. */
export async function probeKafka(brokers: string): Promise<void> {
  const admin = new Kafka({
    clientId: 'ringtrace-local',
    brokers: brokers.split(','),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    retry: { retries: 0 },
  }).admin();
  try {
    await admin.connect();
    const cluster = await admin.describeCluster();
    if (cluster.brokers.length === 0) throw new Error('the cluster has no broker yet');
  } finally {
    await admin.disconnect();
  }
}
