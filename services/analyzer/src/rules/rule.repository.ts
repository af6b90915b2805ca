// The rules that run: the shipped ones, overlaid by those of RULES_DIR, which is read again and again. What is new is
// planned by the database before it takes the place of what ran.
import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger, Metrics } from '@ringtrace/telemetry';
import { RetryLaterError } from '@ringtrace/traced-kafka';
import { type Rule, ruleModes } from './rule.ts';
import { type RefusedFile, RuleDirectory } from './rule-directory.repository.ts';
import { RuleFileError } from './rule-file-error.ts';
import { RulePlanRepository } from './rule-plan.repository.ts';
import { changesBetween, overrideRules, type SourcedRule } from './rule-set.ts';
import { readShippedRules } from './rule-source.repository.ts';

/** Where rules come from besides this package. Injection token: RULE_SOURCE. */
export interface RuleSource {
  /** Undefined: shipped rules only. */
  directory: string | undefined;
  reloadMs: number;
}

export const RULE_SOURCE = Symbol('RULE_SOURCE');

export interface RuleSetStatus {
  /** Those that are off as well. */
  rules: readonly SourcedRule[];
  refused: readonly RefusedFile[];
  /** When rules were last read, and when that last changed what runs. */
  readAt: Date | undefined;
  changedAt: Date | undefined;
}

@Injectable()
export class RuleRepository {
  private readonly plans: RulePlanRepository;
  private readonly reloadMs: number;
  private readonly directory: RuleDirectory | undefined;
  private readonly logger: Logger;
  private readonly modes;
  private readonly refusedFiles;
  private shipped: readonly Rule[] | undefined;
  private active: readonly Rule[] | undefined;
  private current: RuleSetStatus = { rules: [], refused: [], readAt: undefined, changedAt: undefined };

  constructor(
    plans: RulePlanRepository,
    @Inject(RULE_SOURCE) { directory, reloadMs }: RuleSource,
    @Inject(LOGGER) logger: Logger,
    metrics: Metrics,
  ) {
    this.plans = plans;
    this.reloadMs = reloadMs;
    this.directory =
      directory === undefined ? undefined : new RuleDirectory(directory, (rule) => plans.check(rule));
    this.logger = logger;
    this.modes = metrics.gauge('ringtrace_rules', 'Rules by mode', ['mode']);
    this.refusedFiles = metrics.gauge(
      'ringtrace_rule_files_refused',
      'Rule files that cannot be used as they are',
    );
  }

  /**
   * Live and shadow rules in the order of their ids; another array after each change.
   * @throws RetryLaterError until they are loaded: judged by no rule, every transaction would be approved
   */
  get running(): readonly Rule[] {
    if (this.active === undefined) throw new RetryLaterError('the rules are not loaded yet');
    return this.active;
  }

  status(): RuleSetStatus {
    return this.current;
  }

  health(): { status: 'up' | 'down'; reason?: string } {
    if (this.active !== undefined) return { status: 'up' };
    const refused = this.current.refused[0];
    return {
      status: 'down',
      reason: refused ? `${refused.file}: ${refused.reason}` : 'the rules are not loaded yet',
    };
  }

  /** Loads as soon as the database answers, then keeps up with the directory until `signal`. Needs the graph's schema. */
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
          this.logger.warn({ error }, 'rules not loaded, trying again');
        failed = reason;
      }
      const pauseMs = this.active ? this.reloadMs : Math.min(250 * attempt, this.reloadMs);
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * Reads all rules once and swaps what runs in one step.
   * @throws RuleFileError if a shipped rule is refused, GraphError if the database is away; what runs then goes on
   */
  async load(): Promise<void> {
    this.shipped ??= await this.readShipped();
    const { rules: own, refused } = (await this.directory?.read()) ?? { rules: [], refused: [] };
    const rules = overrideRules(this.shipped, own);
    const isChanged = this.report(rules, refused);
    const now = new Date();
    this.current = { rules, refused, readAt: now, changedAt: isChanged ? now : this.current.changedAt };
    if (isChanged) this.active = rules.filter((rule) => rule.mode !== 'off');
  }

  private async readShipped(): Promise<Rule[]> {
    try {
      const rules = await readShippedRules();
      for (const rule of rules) await this.plans.check(rule);
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

  /** Says what is new, each thing once, and whether anything else runs than before. */
  private report(rules: readonly SourcedRule[], refused: readonly RefusedFile[]): boolean {
    const { begun, ended, unversioned } = changesBetween(this.current.rules, rules);
    for (const { id, version, mode, source } of begun)
      this.logger.info({ rule: id, version, mode, source }, 'rule loaded');
    for (const { id, version } of ended) this.logger.info({ rule: id, version }, 'rule ended');
    for (const { id, version } of unversioned)
      this.logger.warn(
        { rule: id, version },
        'rule changed under its old version: raise it, to tell findings apart',
      );
    const known = new Set(this.current.refused.map((file) => JSON.stringify(file)));
    for (const file of refused.filter((each) => !known.has(JSON.stringify(each))))
      this.logger.error(
        { file: file.file, reason: file.reason },
        'rule file refused, what ran before goes on',
      );
    for (const mode of ruleModes) this.modes.set({ mode }, rules.filter((rule) => rule.mode === mode).length);
    this.refusedFiles.set(refused.length);
    return begun.length + ended.length > 0;
  }
}
