// The verdicts topic takes no verdicts: its limit is too small, nobody may write, it is gone. On a real broker, with the real
// transport and no rules: payments wait and the reason is told, nothing is committed or dead-lettered, and every verdict is
// there once the topic is mended.
import { randomBytes } from 'node:crypto';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type AsyncMicroserviceOptions, EventPattern, Payload } from '@nestjs/microservices';
import { analyzerGroup, type TransactionEvent, topics } from '@ringtrace/contracts';
import { TelemetryModule } from '@ringtrace/telemetry';
import {
  type Backends,
  collectOutcomes,
  createTopics,
  type Outcomes,
  startBackends,
  waitUntil,
} from '@ringtrace/tools';
import {
  type ConsumedMessage,
  KafkaHealth,
  TracedKafkaModule,
  TracedKafkaServer,
} from '@ringtrace/traced-kafka';
import kafkajs from 'kafkajs';
import { type ChangedVerdicts, FindingRepository } from './finding.repository.ts';
import { VerdictPublisher } from './verdict.publisher.ts';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ConfigResourceTypes, ResourcePatternTypes } =
  kafkajs;
const run = randomBytes(3).toString('hex');
let backends: Backends;
let admin: kafkajs.Admin;
let producer: kafkajs.Producer;
let application: INestMicroservice;
let outcomes: Outcomes;

const unchanged: ChangedVerdicts = { changed: [], erased: [] };

@Controller()
class Approve {
  private readonly publisher: VerdictPublisher;
  constructor(publisher: VerdictPublisher) {
    this.publisher = publisher;
  }

  @EventPattern<string>(topics.transactions, { batch: true })
  approve(@Payload() messages: ConsumedMessage<TransactionEvent>[]): Promise<void> {
    const verdicts = messages.map(({ value: { id, tenant = 'default' } }) => ({
      schemaVersion: 1 as const,
      transactionId: id,
      tenant,
      decision: 'approve' as const,
      score: 0,
      revision: 1,
      truncated: false,
      findings: [],
    }));
    return this.publisher.publish(verdicts, [], messages);
  }
}

async function startApplication(): Promise<INestMicroservice> {
  @Module({
    imports: [
      TelemetryModule.forRoot({ service: 'verdicts', level: 'silent' }),
      TracedKafkaModule.forRoot({
        brokers: backends.kafkaBrokers.split(','),
        clientId: 'verdicts',
        consumer: { groupId: analyzerGroup, deadLetterTopic: topics.deadLetters },
      }),
    ],
    controllers: [Approve],
    // Nobody else changes these verdicts.
    providers: [
      VerdictPublisher,
      { provide: FindingRepository, useValue: { readChanged: async () => unchanged } },
    ],
  })
  class ApplicationModule {}
  const started = await NestFactory.createMicroservice<AsyncMicroserviceOptions>(ApplicationModule, {
    logger: false,
    inject: [TracedKafkaServer],
    useFactory: (strategy: TracedKafkaServer) => ({ strategy }),
  });
  await started.listen();
  return started;
}

beforeAll(async () => {
  // Whoever connects may do anything, but with a topic that has ACLs only what these say.
  const settings = {
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': 'true',
  };
  const options = { instance: `verdicts-${run}`, only: ['kafka' as const], own: true, kafka: { settings } };
  backends = await startBackends(options);
  await createTopics(backends.kafkaBrokers);
  const brokers = backends.kafkaBrokers.split(',');
  const kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });
  admin = kafka.admin();
  await admin.connect();
  producer = kafka.producer();
  await producer.connect();
  application = await startApplication();
  await waitUntil(isHealthy, { timeoutMs: 60_000, what: 'health' });
}, 240_000);

afterAll(async () => {
  await outcomes?.stop();
  await application?.close();
  await producer?.disconnect();
  await admin?.disconnect();
  await backends?.stop({ removeData: true });
}, 90_000);

const verdictsAcl = { resourceType: AclResourceTypes.TOPIC, resourceName: topics.verdicts };
const limitTo = (bytes: number) =>
  admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: ConfigResourceTypes.TOPIC,
        name: topics.verdicts,
        configEntries: [{ name: 'max.message.bytes', value: String(bytes) }],
      },
    ],
  });
const onlyRead = () =>
  admin.createAcls({
    acl: [AclOperationTypes.READ, AclOperationTypes.ALTER].map((operation) => ({
      ...verdictsAcl,
      resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: 'User:*',
      host: '*',
      operation,
      permissionType: AclPermissionTypes.ALLOW,
    })),
  });
const everything = () =>
  admin.deleteAcls({
    filters: [
      {
        ...verdictsAcl,
        resourcePatternType: ResourcePatternTypes.ANY,
        operation: AclOperationTypes.ANY,
        permissionType: AclPermissionTypes.ANY,
      },
    ],
  });

async function committed(): Promise<number> {
  const [group] = await admin.fetchOffsets({ groupId: analyzerGroup, topics: [topics.transactions] });
  return group?.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0) ?? 0;
}
const isHealthy = async () => (await application.get(KafkaHealth).check()).status === 'up';
const transport = () => application.get(TracedKafkaServer).health().detail ?? '';

it.each<[string, string, () => Promise<unknown>, () => Promise<unknown>]>([
  [
    'takes tiny records only',
    'refuses a record for .* as too large',
    () => limitTo(50),
    () => limitTo(1_048_588),
  ],
  ['must not be written', 'add the ACL for Write on transactions.verdicts', onlyRead, everything],
  [
    'is gone',
    'the broker has no topic transactions.verdicts',
    () => admin.deleteTopics({ topics: [topics.verdicts] }),
    () => createTopics(backends.kafkaBrokers),
  ],
])(
  'payments wait while the verdicts topic %s, and all have a verdict afterwards',
  async (name, why, begin, mend) => {
    // given
    const before = await committed();
    const ids = Array.from({ length: 20 }, (_, index) => `${name.replaceAll(' ', '-')}-${index}`);
    await begin();
    // when
    const messages = ids.map((id) => ({ key: id, value: JSON.stringify({ id, tenant: 'default' }) }));
    await producer.send({ topic: topics.transactions, messages });
    // then
    const reason = new RegExp(
      `waits at offset .*, attempt (?:[3-9]|\\d\\d+): .*a verdict is not published: .*${why}`,
    );
    await waitUntil(() => reason.test(transport()), {
      timeoutMs: 60_000,
      what: `the reason (${transport()})`,
    });
    expect(await committed()).toBe(before);
    // when
    await mend();
    outcomes = await collectOutcomes(backends.kafkaBrokers);
    const areJudged = () => ids.every((id) => outcomes.verdicts.has(id));
    await outcomes.waitFor(areJudged, { timeoutMs: 60_000, what: 'all verdicts' });
    // then
    await waitUntil(async () => (await committed()) === before + ids.length, {
      timeoutMs: 60_000,
      what: 'commits',
    });
    expect([...outcomes.deadLetters.keys()]).toEqual([]);
    const health = () => application.get(KafkaHealth).check();
    await waitUntil(async () => (await health()).status === 'up', { timeoutMs: 60_000, what: 'health' });
    expect(transport()).toBe('');
    await outcomes.stop();
  },
  240_000,
);
