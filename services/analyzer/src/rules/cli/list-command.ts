// `list`: the shipped rules, overridden by those of a directory. Queries are not checked: that needs a database.
import { parseRule, type Rule } from '../rule.ts';
import { RuleFileError } from '../rule-file-error.ts';
import { overrideRules } from '../rule-set.ts';
import { readRuleFiles, readShippedRules } from '../rule-source.repository.ts';
import { UsageError } from './arguments.ts';
import { describeRule } from './trial-report.ts';

/** Returns whether every file was accepted. @throws UsageError if the directory cannot be read */
export async function listCommand(
  directory: string | undefined,
  print: (text: string) => void,
): Promise<boolean> {
  const own: Rule[] = [];
  const refused: string[] = [];
  for (const file of await filesOf(directory)) {
    try {
      if ('problem' in file) throw new RuleFileError(file.name, [file.problem]);
      own.push(parseRule(file.name, file.text));
    } catch (error) {
      if (!(error instanceof RuleFileError)) throw error;
      refused.push(`refused: ${error.message}`);
    }
  }
  for (const rule of overrideRules(await readShippedRules(), own))
    print(`${rule.source.padEnd(9)}  ${describeRule(rule)}`);
  for (const refusal of refused) print(refusal);
  return refused.length === 0;
}

async function filesOf(directory: string | undefined) {
  if (!directory) return [];
  return readRuleFiles(directory).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot read the directory ${directory} (${error.code})`, { cause: error });
  });
}
