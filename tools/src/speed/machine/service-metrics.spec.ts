import { accountOf, expectEveryRule, parseSamples } from './service-metrics.ts';

const before = parseSamples(`# HELP kafka_consumer_batch_seconds Work on one batch
kafka_consumer_batch_seconds_count{topic="transactions.new"} 10
neo4j_statement_seconds_sum{statement="rule.ring"} 1.5
`);
const after = parseSamples(`kafka_consumer_batch_seconds_count{topic="transactions.new"} 14
neo4j_statement_seconds_sum{statement="rule.ring"} 3.5
neo4j_statement_seconds_sum{statement="schema.x"} 0
ringtrace_rule_cutoffs_total{rule="ring",outcome="retried"} 2
ringtrace_rule_cutoffs_total{rule="ring",outcome="gave_up"} 1
`);

it('reports what happened between two readings', () => {
  expect(accountOf(before, after, 4_000)).toEqual({
    batches: 4,
    statementSeconds: { 'rule.ring': 0.5 },
    rulesRetried: 2,
    rulesGivenUp: 1,
  });
});

it('rejects a measurement in which a rule was given up', () => {
  expect(() => expectEveryRule(accountOf(before, after, 1))).toThrow('given up 1 times');
  expect(() => expectEveryRule(accountOf(after, after, 1))).not.toThrow();
});
