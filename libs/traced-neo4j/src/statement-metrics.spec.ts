// What is counted of statements, and that counting changes nothing about them.
import { Metrics } from '@ringtrace/telemetry';
import { toGraphError } from './neo4j-errors.ts';
import { statementMetrics } from './statement-metrics.ts';

const statement = { name: 'graph.write', text: 'RETURN $value' };

async function linesOf(metrics: Metrics): Promise<string[]> {
  return (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('neo4j_'));
}

describe('metrics of statements', () => {
  it('count each attempt by its statement’s name, and give back its rows', async () => {
    const metrics = new Metrics();
    const measure = statementMetrics(metrics);
    expect([await measure(statement, async () => 1), await measure(statement, async () => 2)]).toEqual([
      1, 2,
    ]);
    expect(await linesOf(metrics)).toContain('neo4j_statement_seconds_count{statement="graph.write"} 2');
  });

  it.each([
    ['what Neo4j says', toGraphError({ name: 'x' }, 'graph.write'), 'permanent'],
    [
      'a lost connection',
      Object.assign(new Error('4111111111111111'), { name: 'Neo4jError', code: 'ServiceUnavailable' }),
      'unavailable',
    ],
    ['a mistake of the caller', new TypeError('4111111111111111'), 'permanent'],
  ])('count %s by kind and pass it on unchanged', async (_, error, kind) => {
    const metrics = new Metrics();
    await expect(statementMetrics(metrics)(statement, () => Promise.reject(error))).rejects.toBe(error);
    const lines = await linesOf(metrics);
    expect(lines).toContain(`neo4j_statement_errors_total{statement="graph.write",kind="${kind}"} 1`);
    expect(lines).toContain('neo4j_statement_seconds_count{statement="graph.write"} 1');
    expect(lines.join()).not.toContain('4111111111111111');
  });

  it('are none without a registry', async () => {
    expect(await statementMetrics(undefined)(statement, async () => 1)).toBe(1);
  });
});
