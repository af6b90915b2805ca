// What a program is told about the servers.
import { addressesOf, environmentOf } from './addresses.ts';

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
