// TLS and logins: certificates and passwords change while payments flow, first on the server, later in the mounted files.
import { randomBytes } from 'node:crypto';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { topics } from '@ringtrace/contracts';
import { keystoreOf, makeAuthority } from '@ringtrace/tools';
import kafkajs from 'kafkajs';
import { type FaultRow, thorough } from '../row.ts';
import type { Servers } from '../servers.ts';
import type { Stage, StageKind } from '../stage.ts';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;
const user = 'ringtrace';
const password = randomBytes(18).toString('hex');
const file = (servers: Servers, name: string) => join(servers.folder, name);

/** Writes new certificates for both servers. Returns what makes clients trust them. */
function issue(servers: Servers, name: string): () => void {
  const authority = makeAuthority(servers.folder, name);
  const identity = authority.issue('server', { alternativeName: 'IP:127.0.0.1' });
  writeFileSync(file(servers, 'broker.pem'), keystoreOf(identity));
  copyFileSync(identity.certFile, file(servers, 'server.crt'));
  copyFileSync(identity.keyFile, file(servers, 'server.key'));
  return () => copyFileSync(authority.caFile, file(servers, 'ca.crt'));
}

const setPassword = (servers: Servers, server: string, value: string) =>
  writeFileSync(file(servers, `${server}-password`), value);

const kind: StageKind = {
  prepare(servers) {
    issue(servers, 'first-ca')();
    setPassword(servers, 'kafka', password);
    setPassword(servers, 'neo4j', password);
    return {
      proxied: {
        protocol: 'SASL_SSL',
        settings: {
          'ssl.keystore.type': 'PEM',
          'ssl.keystore.location': file(servers, 'broker.pem'),
          'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
          'scram-sha-512.sasl.jaas.config':
            'org.apache.kafka.common.security.scram.ScramLoginModule required;',
        },
      },
      kafka: {
        scramUsers: { [user]: password },
        settings: {
          'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
          'super.users': 'User:ANONYMOUS',
          'allow.everyone.if.no.acl.found': 'true',
        },
      },
      neo4j: {
        'server.bolt.tls_level': 'OPTIONAL',
        'dbms.ssl.policy.bolt.enabled': 'true',
        'dbms.ssl.policy.bolt.base_directory': servers.folder,
        'dbms.ssl.policy.bolt.private_key': 'server.key',
        'dbms.ssl.policy.bolt.public_certificate': 'server.crt',
        'dbms.ssl.policy.bolt.client_auth': 'NONE',
      },
    };
  },
  async environment(servers) {
    await onSystem(servers, 'CREATE USER $user SET PASSWORD $password CHANGE NOT REQUIRED', password);
    return {
      KAFKA_TLS: 'true',
      KAFKA_TLS_CA_FILE: file(servers, 'ca.crt'),
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: user,
      KAFKA_SASL_PASSWORD_FILE: file(servers, 'kafka-password'),
      NEO4J_URI: servers.proxies.neo4j.uri.replace('bolt:', 'bolt+s:'),
      NEO4J_CA_FILE: file(servers, 'ca.crt'),
      NEO4J_USER: user,
      NEO4J_PASSWORD: '',
      NEO4J_PASSWORD_FILE: file(servers, 'neo4j-password'),
    };
  },
};

const onSystem = (servers: Servers, statement: string, newPassword: string) =>
  servers.withDatabase((driver) =>
    driver.executeQuery(statement, { user, password: newPassword }, { database: 'system' }),
  );

/** Until it returns, this user may do nothing with the topic. */
async function denied<T>({ servers }: Stage, topic: string, meanwhile: () => Promise<T>): Promise<T> {
  const acl = {
    resourceType: AclResourceTypes.TOPIC,
    resourceName: topic,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: `User:${user}`,
    host: '*',
    operation: AclOperationTypes.ALL,
    permissionType: AclPermissionTypes.DENY,
  };
  await servers.withAdmin((admin) => admin.createAcls({ acl: [acl] }));
  const result = await meanwhile();
  await servers.withAdmin((admin) => admin.deleteAcls({ filters: [acl] }));
  return result;
}

export const securedRows: FaultRow[] = [
  thorough('transactions.new refuses', 'an ACL denies it to both services for 8 s', (stage, load) =>
    denied(stage, topics.transactions, async () => {
      const answer = await stage.expect503(load);
      await wait(8_000);
      return answer;
    }),
  ),
  thorough('transactions.verdicts refuses', 'an ACL denies it to the analyzer for 8 s', (stage) =>
    denied(stage, topics.verdicts, () => wait(8_000)),
  ),
  thorough('certificates change', 'both servers restart with certificates of another CA', async (stage) => {
    const trust = issue(stage.servers, 'next-ca');
    await Promise.all([stage.servers.restart('kafka'), stage.servers.restart('neo4j')]);
    await stage.untilNotReady('ingestor', 'analyzer');
    trust();
    await stage.untilReady('ingestor', 'analyzer');
    return 'not ready until the CA file changed too';
  }),
  thorough(
    'password of Kafka wrong',
    'the mounted file is wrong, and connections are closed',
    async (stage) => {
      setPassword(stage.servers, 'kafka', 'wrong');
      stage.servers.proxies.kafka.cut();
      await stage.untilNotReady('ingestor');
      setPassword(stage.servers, 'kafka', password);
      await stage.untilReady('ingestor');
      return 'not ready until it was right again';
    },
  ),
  thorough('password of Neo4j changes', 'in the database; then in the mounted file', async (stage) => {
    const next = randomBytes(18).toString('hex');
    await onSystem(stage.servers, 'ALTER USER $user SET PASSWORD $password CHANGE NOT REQUIRED', next);
    stage.servers.proxies.neo4j.cut();
    await stage.untilNotReady('analyzer');
    setPassword(stage.servers, 'neo4j', next);
    await stage.untilReady('analyzer');
    return 'not ready until the file changed too';
  }),
].map((row) => ({ ...row, kind }));
