// Versions in code, poms, requirements and compose.yaml must match.
import { readFileSync } from 'node:fs';
import { kafkaVersion, neo4jVersion, schemathesisVersion, testAgentVersion } from './server.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const versionOf = (pom: string, artifact: string) =>
  new RegExp(`<artifactId>${artifact}</artifactId>\\s*<version>([^<]+)`).exec(pom)?.[1];

describe('pinned versions', () => {
  it('agree for Kafka', () => {
    const pom = read('../../../servers/kafka/pom.xml');

    expect(versionOf(pom, 'kafka_2.13')).toBe(kafkaVersion);
    expect(versionOf(pom, 'kafka-tools')).toBe(kafkaVersion);
    expect(read('../../../../compose.yaml')).toContain(`apache/kafka:${kafkaVersion}\n`);
  });

  it('agree for Neo4j', () => {
    const pom = read('../../../servers/neo4j/pom.xml');
    const [major, minor] = neo4jVersion.split('.');

    expect(versionOf(pom, 'neo4j')).toBe(neo4jVersion);
    expect(versionOf(pom, 'neo4j-server')).toBe(neo4jVersion);
    expect(read('../../../../compose.yaml')).toContain(`neo4j:${major}.${minor}-community\n`);
  });

  it('agree for the test agent', () => {
    expect(read('../../../servers/agent/requirements.txt')).toBe(`ddapm-test-agent==${testAgentVersion}\n`);
    expect(read('../../../../compose.yaml')).toContain(`ddapm-test-agent:v${testAgentVersion}\n`);
  });

  it('agree for Schemathesis', () => {
    expect(read('../../../servers/schemathesis/requirements.txt')).toBe(
      `schemathesis==${schemathesisVersion}\n`,
    );
  });
});
