// All codecs, between this client and Kafka's own Java clients on a real broker.
import { createLogger } from '@ringtrace/telemetry';
import { type Backends, runKafkaTool, startBackends } from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import type { KafkaPort } from './kafka-port.ts';
import { kafkajsPort } from './kafkajs-client.ts';

const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
const group = 'codecs';
/** 400 KB: several blocks of snappy and lz4. Each line is different and shrinks to about a half. */
const lines = Array.from({ length: 200 }, (_, n) =>
  Array.from({ length: 200 }, (_, m) => ((n + 1) * (m + 7919) * 7919).toString(36)).join('-'),
);

let backends: Backends;
let kafka: kafkajs.Kafka;
let port: KafkaPort;

beforeAll(async () => {
  backends = await startBackends({ instance: 'kafka-codecs', only: ['kafka'] });
  const brokers = backends.kafkaBrokers.split(',');
  port = kafkajsPort({
    brokers,
    clientId: 'test',
    logger: createLogger({ service: 'test', level: 'silent' }),
  });
  kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [...codecs, 'ours'].map((topic) => ({ topic, numPartitions: 1 })) });
  await admin.disconnect();
}, 120_000);

afterAll(async () => {
  await port?.close();
  await backends?.stop({ removeData: true });
}, 60_000);

async function valuesOf(topic: string): Promise<string[]> {
  const values: string[] = [];
  await port.reads.readToEnd({ topic, groupId: group }, ({ value }) => void values.push(String(value)));
  return values;
}

it.each(codecs)(
  'what a Java producer compresses with %s is read',
  async (codec) => {
    const to = ['--bootstrap-server', backends.kafkaBrokers, '--topic', codec, '--compression-codec', codec];
    await runKafkaTool(
      'ConsoleProducer',
      [...to, '--batch-size', '1000000', '--timeout', '2000'],
      lines.join('\n'),
    );
    expect(await valuesOf(codec)).toEqual(lines);
  },
  120_000,
);

it('what this client compresses with any codec is read by itself and by a Java consumer', async () => {
  const producer = kafka.producer();
  await producer.connect();
  for (const compression of [1, 2, 3, 4]) {
    const messages = lines.map((line) => ({ value: `${compression} ${line}` }));
    await producer.send({ topic: 'ours', compression, messages });
  }
  await producer.disconnect();
  const sent = [1, 2, 3, 4].flatMap((compression) => lines.map((line) => `${compression} ${line}`));
  expect(await valuesOf('ours')).toEqual(sent);
  const from = ['--bootstrap-server', backends.kafkaBrokers, '--topic', 'ours', '--from-beginning'];
  const read = await runKafkaTool('consumer.ConsoleConsumer', [
    ...from,
    '--max-messages',
    String(sent.length),
  ]);
  expect(read.trimEnd().split('\n')).toEqual(sent);
}, 120_000);
