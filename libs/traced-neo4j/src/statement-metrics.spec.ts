// Statement metrics, and that recording them does not change results or errors.
import { Metrics } from '@ringtrace/telemetry';
import { toGraphError } from './neo4j-errors.ts';
import { statementMetrics } from './statement-metrics.ts';

const canary = '4111111111111111';
const statement = { name: 'graph.write', text: 'RETURN $value' };

async function linesOf(metrics: Metrics): Promise<string[]> {
  return (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('neo4j_'));
}

describe('statement metrics', () => {
  it('count each attempt by statement name and return its rows', async () => {
    const metrics = new Metrics();
    const measure = statementMetrics(metrics);
    expect([await measure(statement, async () => 1), await measure(statement, async () => 2)]).toEqual([
      1, 2,
    ]);
    expect(await linesOf(metrics)).toContain('neo4j_statement_seconds_count{statement="graph.write"} 2');
  });

  it.each([
    ['a GraphError', toGraphError({ name: 'x' }, 'graph.write'), 'unavailable'],
    [
      'a lost connection',
      Object.assign(new Error(canary), { name: 'Neo4jError', code: 'ServiceUnavailable' }),
      'unavailable',
    ],
    ['an error of the caller', new TypeError(canary), 'permanent'],
  ])('count %s by kind and rethrow it unchanged', async (_, error, kind) => {
    const metrics = new Metrics();
    await expect(statementMetrics(metrics)(statement, () => Promise.reject(error))).rejects.toBe(error);
    const lines = await linesOf(metrics);
    expect(lines).toContain(`neo4j_statement_errors_total{statement="graph.write",kind="${kind}"} 1`);
    expect(lines).toContain('neo4j_statement_seconds_count{statement="graph.write"} 1');
    expect(lines.join()).not.toContain(canary);
  });

  it('are not recorded without a registry', async () => {
    expect(await statementMetrics(undefined)(statement, async () => 1)).toBe(1);
  });
});
