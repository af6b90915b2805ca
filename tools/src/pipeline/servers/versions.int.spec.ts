// The versions in code, in the poms, in the requirements and in compose.yaml are the same.
import { readFileSync } from 'node:fs';
import { KAFKA_VERSION, NEO4J_VERSION, SCHEMATHESIS_VERSION, TEST_AGENT_VERSION } from './versions.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const versionOf = (pom: string, artifact: string) =>
  new RegExp(`<artifactId>${artifact}</artifactId>\\s*<version>([^<]+)`).exec(pom)?.[1];

describe('pinned versions', () => {
  it('agree for Kafka', () => {
    const pom = read('../../../servers/kafka/pom.xml');

    expect(versionOf(pom, 'kafka_2.13')).toBe(KAFKA_VERSION);
    expect(versionOf(pom, 'kafka-tools')).toBe(KAFKA_VERSION);
    expect(read('../../../../compose.yaml')).toContain(`apache/kafka:${KAFKA_VERSION}\n`);
  });

  it('agree for Neo4j', () => {
    const pom = read('../../../servers/neo4j/pom.xml');
    const [major, minor] = NEO4J_VERSION.split('.');

    expect(versionOf(pom, 'neo4j')).toBe(NEO4J_VERSION);
    expect(versionOf(pom, 'neo4j-server')).toBe(NEO4J_VERSION);
    expect(read('../../../../compose.yaml')).toContain(`neo4j:${major}.${minor}-community\n`);
  });

  it('agree for the test agent', () => {
    expect(read('../../../servers/agent/requirements.txt')).toBe(`ddapm-test-agent==${TEST_AGENT_VERSION}\n`);
    expect(read('../../../../compose.yaml')).toContain(`ddapm-test-agent:v${TEST_AGENT_VERSION}\n`);
  });

  it('agree for Schemathesis', () => {
    expect(read('../../../servers/schemathesis/requirements.txt')).toBe(
      `schemathesis==${SCHEMATHESIS_VERSION}\n`,
    );
  });
});
