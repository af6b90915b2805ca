// What the guard says of topics on a real broker: each setting that is not as needed, what it may not see, and topics that
// are made or mended while it looks.
import { randomBytes } from 'node:crypto';
import { createLogger, Metrics } from '@ringtrace/telemetry';
import { type Backends, freePort, startBackends, waitUntil } from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import type { KafkaPort } from '../client/kafka-port.ts';
import { kafkajsPort } from '../client/kafkajs-client.ts';
import { TopicGuard } from './topic-guard.ts';
import type { TopicRequirement } from './topic-requirements.ts';

const run = `g${randomBytes(4).toString('hex')}`;
const user = { username: 'orders', password: randomBytes(8).toString('hex') };
const logger = createLogger({ service: 'test', level: 'silent' });
const metrics = new Metrics();
const stopping = new AbortController();
const ports: KafkaPort[] = [];
let backends: Backends;
let admin: kafkajs.Admin;
let saslPort: number;

const delivered = (topic: string): TopicRequirement => ({
  topic,
  minPartitions: 2,
  minReplicas: 1,
  minInSyncReplicas: 1,
  minMaxMessageBytes: 1_048_588,
  config: { 'retention.ms': '604800000' },
});
const compacted = (topic: string): TopicRequirement => ({
  ...delivered(topic),
  config: { 'cleanup.policy': 'compact', 'max.compaction.lag.ms': '604800000' },
});

async function createTopic(topic: string, config: Record<string, string> = {}, numPartitions = 2) {
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  await admin.createTopics({ topics: [{ topic, numPartitions, configEntries }], waitForLeaders: true });
}

const set = (name: string, setting: string, value: string) =>
  admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name, configEntries: [{ name: setting, value }] }],
  });

function guardOf(requirements: TopicRequirement[], login?: typeof user): TopicGuard {
  const brokers = login ? [`127.0.0.1:${saslPort}`] : backends.kafkaBrokers.split(',');
  const sasl = login && { mechanism: 'plain' as const, ...login };
  const port = kafkajsPort({ brokers, clientId: 'test', logger, sasl });
  ports.push(port);
  const guard = new TopicGuard(requirements, port, logger, metrics);
  void guard.keepChecking(stopping.signal);
  return guard;
}

const until = (what: string, condition: () => boolean) => waitUntil(condition, { what, timeoutMs: 60_000 });
const isChecked = (guard: TopicGuard) => () => guard.health().reason !== 'the topics are not checked yet';

beforeAll(async () => {
  saslPort = await freePort();
  const listener = {
    name: 'LOGIN',
    port: saslPort,
    protocol: 'SASL_PLAINTEXT' as const,
    settings: {
      'sasl.enabled.mechanisms': 'PLAIN',
      'plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required user_${user.username}="${user.password}";`,
    },
  };
  const settings = {
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:ANONYMOUS',
  };
  backends = await startBackends({
    instance: run,
    only: ['kafka'],
    kafka: { listeners: [listener], settings },
  });
  const brokers = backends.kafkaBrokers.split(',');
  admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
}, 120_000);

afterAll(async () => {
  stopping.abort();
  for (const port of ports) await port.close();
  await admin?.disconnect();
  await backends?.stop({ removeData: true });
}, 60_000);

const name = (deviation: string) => `${run}.${deviation.replaceAll(/\W/g, '-')}`;
const sentence = (deviation: string) => deviation.replace(' is ', ` of topic ${name(deviation)} is `);

it.each<[string, Record<string, string>, (topic: string) => TopicRequirement]>([
  ['cleanup.policy is compact, needed is delete', { 'cleanup.policy': 'compact' }, delivered],
  ['cleanup.policy is compact,delete, needed is delete', { 'cleanup.policy': 'compact,delete' }, delivered],
  ['cleanup.policy is delete, needed is compact', { 'max.compaction.lag.ms': '1' }, compacted],
  ['min.insync.replicas is 2, needed is at most 1', { 'min.insync.replicas': '2' }, delivered],
])('is down while %s', async (deviation, config, required) => {
  await createTopic(name(deviation), config);
  const guard = guardOf([required(name(deviation))]);
  await until('a check', isChecked(guard));
  const { status, reason } = guard.health();
  expect([status, reason]).toEqual(['down', expect.stringContaining(sentence(deviation))]);
});

it.each<[string, Record<string, string>, (topic: string) => TopicRequirement]>([
  ['retention.ms is 3600000, needed is at least 604800000', { 'retention.ms': '3600000' }, delivered],
  ['max.message.bytes is 1000, needed is at least 1048588', { 'max.message.bytes': '1000' }, delivered],
  [
    'max.compaction.lag.ms is 9223372036854775807, needed is at most 604800000',
    { 'cleanup.policy': 'compact' },
    compacted,
  ],
  ['partitions is 2, needed is at least 3', {}, (topic) => ({ ...delivered(topic), minPartitions: 3 })],
  ['replication.factor is 1, needed is at least 3', {}, (topic) => ({ ...delivered(topic), minReplicas: 3 })],
])('is up, with a warning, while %s', async (deviation, config, required) => {
  await createTopic(name(deviation), config);
  const guard = guardOf([required(name(deviation))]);
  await until('a check', isChecked(guard));
  const { status, detail } = guard.health();
  expect([status, detail]).toEqual(['up', expect.stringContaining(sentence(deviation))]);
  const series = `kafka_topic_deviations{topic="${name(deviation)}",severity="weak"} 1`;
  expect(await metrics.registry.metrics()).toContain(series);
});

it('is up without a word when everything is as needed, and down before it has looked', async () => {
  const [orders, latest] = [`${run}.orders`, `${run}.latest`];
  await createTopic(orders, { 'retention.ms': '-1' });
  await createTopic(latest, { 'cleanup.policy': 'compact', 'max.compaction.lag.ms': '1000' });
  const guard = guardOf([delivered(orders), compacted(latest)]);
  expect(guard.health()).toEqual({ status: 'down', reason: 'the topics are not checked yet' });
  await until('a check', isChecked(guard));
  expect(guard.health()).toEqual({ status: 'up' });
});

it('is down while a topic is missing, and up again when it is there and mended, without a restart', async () => {
  const [there, late] = [`${run}.there`, `${run}.late`];
  await createTopic(there);
  const guard = guardOf([delivered(there), delivered(late)]);
  await until('a check', isChecked(guard));
  expect(guard.health().reason).toBe(
    `topic ${late} is missing: nothing can be read from it or written to it: create it`,
  );
  // when it appears, but is wrong
  await createTopic(late, { 'cleanup.policy': 'compact' });
  await until('the other reason', () => guard.health().reason?.includes('cleanup.policy') === true);
  await set(late, 'cleanup.policy', 'delete');
  // then
  await until('health', () => guard.health().status === 'up');
});

it('says what it may not check, and is up', async () => {
  const [hidden, closed] = [`${run}.hidden`, `${run}.closed`];
  await createTopic(hidden);
  await createTopic(closed, { 'retention.ms': '1000' });
  const right = (resourceName: string, operation: number) => ({
    principal: `User:${user.username}`,
    resourceType: kafkajs.AclResourceTypes.TOPIC,
    resourceName,
    resourcePatternType: kafkajs.ResourcePatternTypes.LITERAL,
    host: '*',
    operation,
    permissionType: kafkajs.AclPermissionTypes.ALLOW,
  });
  await admin.createAcls({ acl: [right(closed, kafkajs.AclOperationTypes.DESCRIBE)] });
  const guard = guardOf([delivered(hidden), delivered(closed)], user);
  await until('a check', isChecked(guard));
  expect(guard.health()).toEqual({
    status: 'up',
    detail: [
      `partitions of topic ${hidden} could not be checked: add the ACL for Describe`,
      `config of topic ${closed} could not be checked: add the ACL for DescribeConfigs`,
    ].join('; '),
  });
  // when it may look
  await admin.createAcls({ acl: [right(closed, kafkajs.AclOperationTypes.DESCRIBE_CONFIGS)] });
  const allowed = guardOf([delivered(closed)], user);
  await until('a check', isChecked(allowed));
  expect(allowed.health().detail).toContain('retention.ms');
});
