// What a program is told about the servers.
import { addressesOf, environmentOf, givenServers } from './addresses.ts';

const ports = { kafka: 1, bolt: 2, agent: 3 };

describe('addressesOf and environmentOf', () => {
  it('tells about every server on loopback', () => {
    const environment = environmentOf(addressesOf(['kafka', 'neo4j', 'agent'], {}, ports, 'secret'));

    expect(environment).toEqual({
      KAFKA_BROKERS: '127.0.0.1:1',
      NEO4J_URI: 'bolt://127.0.0.1:2',
      NEO4J_USER: 'neo4j',
      NEO4J_PASSWORD: 'secret',
      DD_TRACE_AGENT_URL: 'http://127.0.0.1:3',
    });
  });

  it('says nothing about a server that was not asked for, and passes a given one on', () => {
    const addresses = addressesOf(['kafka'], { kafka: 'broker:9092' }, ports, 'secret');

    expect(environmentOf(addresses)).toEqual({ KAFKA_BROKERS: 'broker:9092' });
  });
});

// Which environment means "use that server".

describe('givenServers', () => {
  it('takes what is set and nothing else', () => {
    expect(givenServers({}, {})).toEqual({});
    expect(givenServers({ KAFKA_BROKERS: 'a:1,b:2', NEO4J_URI: '' }, {})).toEqual({ kafka: 'a:1,b:2' });
  });

  it('fills in the usual Neo4j user and database', () => {
    expect(givenServers({ NEO4J_URI: 'bolt://db:7687', NEO4J_PASSWORD: 'secret' }, {}).neo4j).toEqual({
      uri: 'bolt://db:7687',
      user: 'neo4j',
      password: 'secret',
      database: 'neo4j',
    });
  });

  it('refuses a Neo4j without a password by the name of the variable', () => {
    expect(() => givenServers({ NEO4J_URI: 'bolt://db:7687' }, {})).toThrow('NEO4J_PASSWORD');
  });

  it("does not mistake the instance's own addresses, still exported in the shell, for existing servers", () => {
    const env = {
      KAFKA_BROKERS: '127.0.0.1:20001',
      NEO4J_URI: 'bolt://127.0.0.1:20002',
      DD_TRACE_AGENT_URL: 'http://127.0.0.1:20003',
    };

    expect(givenServers(env, { kafka: 20001, bolt: 20002, agent: 20003 })).toEqual({});
  });
});
