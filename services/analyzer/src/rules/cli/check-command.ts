// `check FILE`: header, plan and a trial, each only if what comes before it is good.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readConfig } from '@ringtrace/service-shell';
import { TracedNeo4j } from '@ringtrace/traced-neo4j';
import { z } from 'zod';
import { ruleBudgetMs } from '../../config.ts';
import { databaseConfig, databaseConnection, databaseRules } from '../../database-config.ts';
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
type Say = (text: string) => void;

const variables = z.object({ ...databaseConfig, RULE_BUDGET_MS: ruleBudgetMs }).check(...databaseRules);

/** @throws RuleFileError, UsageError, ConfigError, GraphError, RuleHitError; returned means good */
export async function checkCommand(options: Options, env: NodeJS.ProcessEnv, say: Say): Promise<void> {
  const rule = parseRule(basename(options.file), read(options.file));
  say(`header good: ${describeRule(rule)}`);
  if (rule.mode === 'off') return say('it is off: nothing more is asked of it');
  const given = { ...env, ...options.database };
  if (!given.NEO4J_URI && !given.NEO4J_URI_FILE) {
    return say(
      'not checked: its plan, and what it finds. That needs a database: set NEO4J_URI and NEO4J_PASSWORD' +
        ' (npm run rules -- check FILE --local starts one on this machine)',
    );
  }
  const settings = readConfig(variables, given);
  const neo4j = new TracedNeo4j(databaseConnection(settings));
  try {
    if (options.prepare)
      for (const statement of graphSchema) await neo4j.write(statement, {}, { timeoutMs: 120_000 });
    await checkPlan(rule, neo4j, say);
    await tryOut(rule, neo4j, options.rows, settings.RULE_BUDGET_MS, say);
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

async function checkPlan(rule: Rule, neo4j: TracedNeo4j, say: Say): Promise<void> {
  const query = await new RulePlanRepository(neo4j).explainRule(rule);
  const problems = planProblems(query);
  if (problems.length === 0) return say('plan good');
  say(`plan:\n${indented(planTree(query.plan))}`);
  const scan = problems.some((problem) => /^\w+Scan /.test(problem));
  throw new RuleFileError(`${rule.id}.cypher`, [
    ...problems,
    ...(scan
      ? ['if no analyzer has run on this database yet, it lacks the indexes: --prepare creates them']
      : []),
  ]);
}

async function tryOut(
  rule: Rule,
  neo4j: TracedNeo4j,
  limit: number,
  budgetMs: number,
  say: Say,
): Promise<void> {
  const trials = new RuleTrialRepository(neo4j);
  const rows = await trials.newest(rule, limit);
  if (rows.length === 0) return say('not tried: the database has no transaction that it looks at');
  const trial = await trials.run(rule, rows);
  say(`plan, and what it did:\n${indented(planTree(trial.plan))}`);
  say(
    `over the newest ${rows.length} transactions that it looks at:\n${indented(trialReport(trial, budgetMs))}`,
  );
  say('good');
}

function indented(lines: string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
