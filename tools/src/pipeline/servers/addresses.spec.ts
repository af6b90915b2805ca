// Addresses of servers, and the environment variables that name them.
import { addressesOf, environmentOf, givenServers } from './addresses.ts';

const ports = { kafka: 1, bolt: 2, agent: 3 };

describe('addressesOf and environmentOf', () => {
  it('lists every server on loopback', () => {
    const environment = environmentOf(addressesOf(['kafka', 'neo4j', 'agent'], {}, ports, 'secret'));

    expect(environment).toEqual({
      KAFKA_BROKERS: '127.0.0.1:1',
      NEO4J_URI: 'bolt://127.0.0.1:2',
      NEO4J_USER: 'neo4j',
      NEO4J_PASSWORD: 'secret',
      DD_TRACE_AGENT_URL: 'http://127.0.0.1:3',
    });
  });

  it('omits servers that were not asked for, and keeps the address of given ones', () => {
    const addresses = addressesOf(['kafka'], { kafka: 'broker:9092' }, ports, 'secret');

    expect(environmentOf(addresses)).toEqual({ KAFKA_BROKERS: 'broker:9092' });
  });
});

describe('givenServers', () => {
  it('reads only the variables that are set', () => {
    expect(givenServers({}, {})).toEqual({});
    expect(givenServers({ KAFKA_BROKERS: 'a:1,b:2', NEO4J_URI: '' }, {})).toEqual({ kafka: 'a:1,b:2' });
  });

  it('defaults the Neo4j user and database', () => {
    expect(givenServers({ NEO4J_URI: 'bolt://db:7687', NEO4J_PASSWORD: 'secret' }, {}).neo4j).toEqual({
      uri: 'bolt://db:7687',
      user: 'neo4j',
      password: 'secret',
      database: 'neo4j',
    });
  });

  it('rejects a Neo4j without a password and names the variable', () => {
    expect(() => givenServers({ NEO4J_URI: 'bolt://db:7687' }, {})).toThrow('NEO4J_PASSWORD');
  });

  it("does not mistake the instance's own exported addresses for existing servers", () => {
    const env = {
      KAFKA_BROKERS: '127.0.0.1:20001',
      NEO4J_URI: 'bolt://127.0.0.1:20002',
      DD_TRACE_AGENT_URL: 'http://127.0.0.1:20003',
    };

    expect(givenServers(env, { kafka: 20001, bolt: 20002, agent: 20003 })).toEqual({});
  });
});
