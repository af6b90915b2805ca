// The rules of RULES_DIR as they may run now: each file stands alone, and one that is refused changes nothing.
import { parseRule, type Rule } from './rule.ts';
import { RuleFileError } from './rule-file-error.ts';
import { type RuleFile, readRuleFiles } from './rule-source.repository.ts';

/** A file that cannot be used as it is now. */
export interface RefusedFile {
  file: string;
  /** What is wrong and what to do; no text of the query. */
  reason: string;
  /** What was refused, to tell it from the next try. */
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

  /** `check` throws a RuleFileError if a rule may not run, and anything else if that cannot be told now. */
  constructor(path: string, check: (rule: Rule) => Promise<unknown>) {
    this.path = path;
    this.check = check;
  }

  /**
   * Reads it again: the rules that passed, of a refused file the one that passed last, and what is refused now. What
   * was refused is checked each time, since a graph can grow what it lacked. Throws what `check` throws, and then
   * stays as it was.
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

  // A directory that cannot be read is not an empty one: its rules stay as they were.
  private async files(refused: RefusedFile[]): Promise<RuleFile[]> {
    try {
      return await readRuleFiles(this.path);
    } catch (error) {
      const reason = `the directory cannot be read (${(error as NodeJS.ErrnoException).code}): its rules stay as they are`;
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
      // Switching one off must work whatever is wrong with it.
      if (rule.mode !== 'off') await this.check(rule);
      return { text: file.text, rule };
    } catch (error) {
      if (!(error instanceof RuleFileError)) throw error;
      refused.push({ file: file.name, reason: error.reasons.join('; '), content: file.text });
      return before;
    }
  }
}
