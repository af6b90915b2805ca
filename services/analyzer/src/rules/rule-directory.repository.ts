// The rules of RULES_DIR. Files are independent of each other, and a refused file changes nothing that runs.
import { parseRule, type Rule } from './rule.ts';
import { RuleFileError } from './rule-file-error.ts';
import { type RuleFile, readRuleFiles } from './rule-source.repository.ts';

/** A file that was refused. */
export interface RefusedFile {
  file: string;
  /** What is wrong and what to do, without text of the query. */
  reason: string;
  /** What was refused, to recognize the next version of the file. */
  content: string;
}

interface AcceptedFile {
  text: string;
  rule: Rule;
}

export class RuleDirectory {
  private readonly path: string;
  private readonly check: (rule: Rule) => Promise<unknown>;
  private accepted: ReadonlyMap<string, AcceptedFile> = new Map();

  /** @param check throws RuleFileError if the rule must not run, anything else if the check itself failed */
  constructor(path: string, check: (rule: Rule) => Promise<unknown>) {
    this.path = path;
    this.check = check;
  }

  /**
   * Reloads the directory. Returns the accepted rules, including the last accepted version of a refused file, and the
   * refused files. A refused file is checked again each time, because the graph may have changed. If `check` itself
   * fails, this throws its error and changes nothing.
   */
  async read(): Promise<{ rules: Rule[]; refused: RefusedFile[] }> {
    const accepted = new Map<string, AcceptedFile>();
    const refused: RefusedFile[] = [];
    for (const file of await this.files(refused)) {
      const before = this.accepted.get(file.name);
      const now = await this.accept(file, before, refused);
      if (now !== undefined) accepted.set(file.name, now);
    }
    this.accepted = accepted;
    return { rules: [...accepted.values()].map(({ rule }) => rule), refused };
  }

  // An unreadable directory is not an empty one: its rules stay.
  private async files(refused: RefusedFile[]): Promise<RuleFile[]> {
    try {
      return await readRuleFiles(this.path);
    } catch (error) {
      const reason = `the directory cannot be read (${(error as NodeJS.ErrnoException).code}): its rules stay loaded`;
      refused.push({ file: '.', reason, content: '' });
      return [...this.accepted].map(([name, { text }]) => ({ name, text }));
    }
  }

  private async accept(
    file: RuleFile,
    before: AcceptedFile | undefined,
    refused: RefusedFile[],
  ): Promise<AcceptedFile | undefined> {
    if ('problem' in file) {
      refused.push({ file: file.name, reason: file.problem, content: '' });
      return before;
    }
    if (file.text === before?.text) return before;
    try {
      const rule = parseRule(file.name, file.text);
      // Switching a rule off must always work.
      if (rule.mode !== 'off') await this.check(rule);
      return { text: file.text, rule };
    } catch (error) {
      if (!(error instanceof RuleFileError)) throw error;
      refused.push({ file: file.name, reason: error.reasons.join('; '), content: file.text });
      return before;
    }
  }
}
