// The rules that run: the shipped ones, overridden by those of RULES_DIR, which is reloaded periodically. The database plans
// a new or changed rule before it replaces what runs.
import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Logger, loggerToken, Metrics } from '@ringtrace/telemetry';
import { RetryLaterError } from '@ringtrace/traced-kafka';
import { type Rule, ruleModes } from './rule.ts';
import { type RefusedFile, RuleDirectory } from './rule-directory.repository.ts';
import { RuleFileError } from './rule-file-error.ts';
import { RulePlanRepository } from './rule-plan.repository.ts';
import { changesBetween, overrideRules, type SourcedRule } from './rule-set.ts';
import { readShippedRules } from './rule-source.repository.ts';

/** Where rules come from besides this package. */
export interface RuleSource {
  /** Undefined: shipped rules only. */
  directory: string | undefined;
  reloadMs: number;
}

export const ruleSource = Symbol('ruleSource');

export interface RuleSetStatus {
  /** Including those that are off. */
  rules: readonly SourcedRule[];
  refused: readonly RefusedFile[];
  /** When rules were last loaded, and when that last changed what runs. */
  readAt: Date | undefined;
  changedAt: Date | undefined;
}

@Injectable()
export class RuleRepository {
  private readonly plans: RulePlanRepository;
  private readonly reloadMs: number;
  private readonly directory: RuleDirectory | undefined;
  private progress = 'the rules are not loaded yet';
  private readonly logger: Logger;
  private readonly modes;
  private readonly refusedFiles;
  private shipped: readonly Rule[] | undefined;
  private active: readonly Rule[] | undefined;
  private current: RuleSetStatus = { rules: [], refused: [], readAt: undefined, changedAt: undefined };

  constructor(
    plans: RulePlanRepository,
    @Inject(ruleSource) { directory, reloadMs }: RuleSource,
    @Inject(loggerToken) logger: Logger,
    metrics: Metrics,
  ) {
    this.plans = plans;
    this.reloadMs = reloadMs;
    this.directory =
      directory === undefined ? undefined : new RuleDirectory(directory, (rule) => this.check(rule));
    this.logger = logger;
    this.modes = metrics.gauge('ringtrace_rules', 'Rules by mode', ['mode']);
    this.refusedFiles = metrics.gauge('ringtrace_rule_files_refused', 'Rule files that were refused');
  }

  /**
   * Live and shadow rules, sorted by id. A new array after each change.
   * @throws RetryLaterError until they are loaded: without rules every transaction would be approved
   */
  get running(): readonly Rule[] {
    if (this.active === undefined) throw new RetryLaterError('the rules are not loaded yet');
    return this.active;
  }

  status(): RuleSetStatus {
    return this.current;
  }

  health(): { status: 'up' | 'down'; reason?: string } {
    const replanning = this.plans.progress;
    if (this.active !== undefined)
      return replanning === undefined ? { status: 'up' } : { status: 'down', reason: replanning };
    const refused = this.current.refused[0];
    return { status: 'down', reason: refused ? `${refused.file}: ${refused.reason}` : this.progress };
  }

  /** Loads as soon as the database is up, then reloads the directory until `signal` aborts. Requires the graph schema. */
  async keepLoaded(signal: AbortSignal): Promise<void> {
    let failed = '';
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        await this.load();
        failed = '';
        if (this.directory === undefined) return;
      } catch (error) {
        const reason = String(error);
        if (reason !== failed && !signal.aborted)
          this.logger.warn({ error }, 'loading the rules failed, retrying');
        failed = reason;
      }
      const pauseMs = this.active ? this.reloadMs : Math.min(250 * attempt, this.reloadMs);
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * Loads all rules once and replaces what runs in one step.
   * @throws RuleFileError if a shipped rule is refused, GraphError if the database is down; then what runs stays
   */
  async load(): Promise<void> {
    const loaded = this.plans.beginLoading();
    this.shipped ??= await this.readShipped();
    const { rules: own, refused } = (await this.directory?.read()) ?? { rules: [], refused: [] };
    const rules = overrideRules(this.shipped, own);
    const isChanged = this.report(rules, refused);
    const now = new Date();
    this.current = { rules, refused, readAt: now, changedAt: isChanged ? now : this.current.changedAt };
    if (isChanged) this.active = rules.filter((rule) => rule.mode !== 'off');
    loaded();
  }

  private async readShipped(): Promise<Rule[]> {
    try {
      const rules = await readShippedRules();
      for (const [index, rule] of rules.entries()) await this.check(rule, `${index + 1} of ${rules.length}`);
      return rules;
    } catch (error) {
      if (error instanceof RuleFileError) {
        const { file, reasons } = error;
        this.current = { ...this.current, refused: [{ file, reason: reasons.join('; '), content: '' }] };
        this.refusedFiles.set(1);
      }
      throw error;
    }
  }

  private async check(rule: Rule, which = `${rule.id} of the directory`): Promise<void> {
    this.progress = `checking rule ${which}`;
    await this.plans.check(rule);
  }

  /** Logs every change once. Returns whether the rules that run have changed. */
  private report(rules: readonly SourcedRule[], refused: readonly RefusedFile[]): boolean {
    const { added, removed, unversioned } = changesBetween(this.current.rules, rules);
    for (const { id, version, mode, source } of added)
      this.logger.info({ rule: id, version, mode, source }, 'rule loaded');
    for (const { id, version } of removed) this.logger.info({ rule: id, version }, 'rule removed');
    for (const { id, version } of unversioned)
      this.logger.warn(
        { rule: id, version },
        'rule changed without a higher version: raise it, so that its findings can be told apart',
      );
    const known = new Set(this.current.refused.map((file) => JSON.stringify(file)));
    for (const file of refused.filter((each) => !known.has(JSON.stringify(each))))
      this.logger.error(
        { file: file.file, reason: file.reason },
        'rule file refused, keeping what ran before',
      );
    for (const mode of ruleModes) this.modes.set({ mode }, rules.filter((rule) => rule.mode === mode).length);
    this.refusedFiles.set(refused.length);
    return added.length + removed.length > 0;
  }
}
