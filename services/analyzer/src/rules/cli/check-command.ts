// `check FILE`: parses the header, checks the plan, then runs a trial. Stops at the first problem.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readConfig } from '@ringtrace/service-shell';
import { TracedNeo4j } from '@ringtrace/traced-neo4j';
import { z } from 'zod';
import { ruleBudgetMs } from '../../config.ts';
import { databaseChecks, databaseConfig, databaseConnection } from '../../database-config.ts';
import { graphSchema } from '../../graph/graph-schema.ts';
import { parseRule, type Rule } from '../rule.ts';
import { RuleFileError } from '../rule-file-error.ts';
import { RulePlanRepository } from '../rule-plan.repository.ts';
import { planProblems } from '../rule-plan.ts';
import { type Command, UsageError } from './arguments.ts';
import { planTree } from './plan-tree.ts';
import { RuleTrialRepository } from './rule-trial.repository.ts';
import { describeRule, trialReport } from './trial-report.ts';

type Options = Extract<Command, { command: 'check' }>;
type Print = (text: string) => void;

const variables = z.object({ ...databaseConfig, RULE_BUDGET_MS: ruleBudgetMs }).check(...databaseChecks);

/** Returns if the rule is good. @throws RuleFileError, UsageError, ConfigError, GraphError, RuleHitError */
export async function checkCommand(options: Options, env: NodeJS.ProcessEnv, print: Print): Promise<void> {
  const rule = parseRule(basename(options.file), read(options.file));
  print(`header good: ${describeRule(rule)}`);
  if (rule.mode === 'off') return print('the rule is off: nothing else is checked');
  const given = { ...env, ...options.database };
  if (!given.NEO4J_URI && !given.NEO4J_URI_FILE) {
    return print(
      'not checked: the plan, and what the rule finds. Both need a database: set NEO4J_URI and NEO4J_PASSWORD' +
        ' (npm run rules:local -- check FILE starts one on this machine)',
    );
  }
  const settings = readConfig(variables, given);
  const neo4j = new TracedNeo4j(databaseConnection(settings));
  try {
    if (options.prepare)
      for (const statement of graphSchema) await neo4j.write(statement, {}, { timeoutMs: 120_000 });
    await checkPlan(rule, neo4j, print);
    await runTrial(rule, neo4j, options.rows, settings.RULE_BUDGET_MS, print);
  } finally {
    await neo4j.onApplicationShutdown();
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file} (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
}

async function checkPlan(rule: Rule, neo4j: TracedNeo4j, print: Print): Promise<void> {
  const query = await new RulePlanRepository(neo4j).explainRule(rule);
  const problems = planProblems(query);
  if (problems.length === 0) return print('plan good');
  print(`plan:\n${indented(planTree(query.plan))}`);
  const hasScan = problems.some((problem) => /^\w+Scan /.test(problem));
  throw new RuleFileError(`${rule.id}.cypher`, [
    ...problems,
    ...(hasScan
      ? ['if no analyzer has run on this database yet, its indexes are missing: --prepare creates them']
      : []),
  ]);
}

async function runTrial(
  rule: Rule,
  neo4j: TracedNeo4j,
  limit: number,
  budgetMs: number,
  print: Print,
): Promise<void> {
  const trials = new RuleTrialRepository(neo4j);
  const rows = await trials.newest(rule, limit);
  if (rows.length === 0) return print('not tried: the database has no transaction that matches the header');
  const trial = await trials.run(rule, rows);
  print(`plan with actual costs:\n${indented(planTree(trial.plan))}`);
  print(
    `result for the newest ${rows.length} transactions that match the header:\n${indented(trialReport(trial, budgetMs))}`,
  );
  print('good');
}

function indented(lines: string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
