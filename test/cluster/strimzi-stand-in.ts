// Does for rendered KafkaTopics and KafkaUsers what Strimzi's operators do: creates topics with their settings and, for each
// user, a certificate in a Secret of its name and exactly the ACLs of the chart. Strimzi itself does not run in the tests.
import kafkajs from 'kafkajs';
import type { Manifest } from '../k8s/charts.ts';
import { issue, type Pem } from './certificates.ts';
import { apply, namespace } from './commands.ts';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, Kafka, logLevel, ResourcePatternTypes } =
  kafkajs;

/** Idempotent. */
export async function reconcile(manifests: Manifest[], brokers: string, authority: Pem): Promise<void> {
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const topics = ofKind(manifests, 'KafkaTopic')
      .map(({ metadata, spec }) => ({
        topic: String(spec.topicName ?? metadata.name),
        numPartitions: Number(spec.partitions),
        replicationFactor: 1,
        configEntries: Object.entries(spec.config ?? {}).map(([name, value]) => ({
          name,
          value: String(value),
        })),
      }))
      .filter(({ topic }) => !existing.has(topic));
    if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: true });
    const users = ofKind(manifests, 'KafkaUser');
    await admin.createAcls({ acl: users.flatMap(aclsOf) });
    for (const user of users) await makeSecret(user.metadata.name, authority);
  } finally {
    await admin.disconnect();
  }
}

const ofKind = (manifests: Manifest[], kind: string) =>
  manifests.filter((manifest) => manifest.kind === kind);

interface Acl {
  resource: { type: string; name?: string; patternType?: string };
  operations: string[];
  host?: string;
}

function aclsOf({ metadata, spec }: Manifest): kafkajs.AclEntry[] {
  return (spec.authorization.acls as Acl[]).flatMap(({ resource, operations, host = '*' }) =>
    operations.map((operation) => ({
      principal: `User:CN=${metadata.name}`,
      host,
      operation: constant(AclOperationTypes, operation),
      permissionType: AclPermissionTypes.ALLOW,
      resourceType: constant(AclResourceTypes, resource.type),
      resourceName: resource.name ?? 'kafka-cluster',
      resourcePatternType:
        resource.patternType === 'prefix' ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    })),
  );
}

/** `DescribeConfigs` is `DESCRIBE_CONFIGS` in kafkajs. */
function constant(names: object, word: string): number {
  const name = word.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase();
  const value = (names as Record<string, number>)[name];
  if (value === undefined) throw new Error(`Kafka has no ${word}`);
  return value;
}

async function makeSecret(user: string, authority: Pem): Promise<void> {
  const { key, certificate } = await issue(authority, user);
  await apply(secret(user, { 'ca.crt': authority.certificate, 'user.crt': certificate, 'user.key': key }));
}

export const secret = (name: string, stringData: Record<string, string>): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData });
