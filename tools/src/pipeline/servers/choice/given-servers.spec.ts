// Which environment means "use that server".
import { givenServers } from './given-servers.ts';

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
