import { driverConfig } from './options.ts';
import { queryTarget } from './query-span.ts';

const options = { uri: 'bolt://graph.internal:7777', user: 'neo4j', password: 'p', database: 'neo4j' };

describe('options', () => {
  it('default to values for a service that must respond or fail quickly', () => {
    expect(driverConfig(options)).toMatchObject({
      maxConnectionPoolSize: 10,
      connectionAcquisitionTimeout: 5_000,
      connectionTimeout: 5_000,
      fetchSize: 1_000,
      disableLosslessIntegers: true,
      disableAutoCommitRetries: true,
    });
    expect(queryTarget(options)).toMatchObject({ host: 'graph.internal', port: 7777, timeoutMs: 15_000 });
  });

  it('can be overridden, also by driver settings', () => {
    const given = { ...options, maxConnectionPoolSize: 2, driver: { fetchSize: 5, useBigInt: true } };
    expect(driverConfig(given)).toMatchObject({ maxConnectionPoolSize: 2, fetchSize: 5, useBigInt: true });
  });

  it('default to the Bolt port', () => {
    expect(queryTarget({ ...options, uri: 'neo4j+s://graph.internal' })).toMatchObject({ port: 7687 });
  });
});
