// The steps of an erasure: unlink the payments, withdraw the verdicts, then delete the person's own nodes. Outstanding work is
// stored as relationships of these nodes, so an interrupted run can be resumed.
import { Injectable } from '@nestjs/common';
import { analyzerGroup, topics } from '@ringtrace/contracts';
import { SafeError } from '@ringtrace/telemetry';
import { KafkaProgress } from '@ringtrace/traced-kafka';
import { EraseRepository, type ErasingPayment } from './erase.repository.ts';
import { type EraseCounts, zeroCounts } from './erase-counts.ts';
import type { Entity } from './person.ts';
import { PersonCases, type PersonTokens } from './person-cases.ts';
import { VerdictWithdrawer } from './verdict-withdrawer.publisher.ts';

/** Stopped by the operator. The same command resumes the run. */
export class InterruptedError extends SafeError {}

export interface EraseOptions {
  tenant: string;
  entities: Entity[];
  /** How long to wait, up to twice, for the analyzers to catch up. */
  waitMs: number;
  signal: AbortSignal;
  /** Reports progress, never with an identifier or token. */
  report(text: string): void;
}

/** The state of one run. */
interface Run extends EraseOptions {
  erased: EraseCounts;
  /** Transaction keys. Sets, because findings share members. */
  withdrawn: Set<string>;
  republished: Set<string>;
  /** Findings that stay and whose members' verdicts are all settled. */
  kept: Set<string>;
}

@Injectable()
export class ErasePerson {
  private readonly repository: EraseRepository;
  private readonly verdicts: VerdictWithdrawer;
  private readonly progress: KafkaProgress;

  constructor(repository: EraseRepository, verdicts: VerdictWithdrawer, progress: KafkaProgress) {
    this.repository = repository;
    this.verdicts = verdicts;
    this.progress = progress;
  }

  /** @throws InterruptedError, GraphError, RetryLaterError; calling it again for the same person resumes the run */
  async erase(options: EraseOptions): Promise<EraseCounts> {
    const run: Run = {
      ...options,
      erased: zeroCounts(),
      withdrawn: new Set(),
      republished: new Set(),
      kept: new Set(),
    };
    // Includes payments still in flight. The second wait makes sure that a verdict which names the person, and which an analyzer
    // is about to publish, comes before its withdrawal and not after.
    await this.waitForAnalyzers(run);
    await this.unlink(run);
    if (run.erased.payments > 0) {
      await this.waitForAnalyzers(run);
      await this.unlink(run);
    }
    await this.settle(run);
    await this.deleteEntities(run);
    return run.erased;
  }

  private async waitForAnalyzers(run: Run): Promise<void> {
    run.report('waiting for the analyzers to judge what was accepted before now');
    const { waitMs, signal } = run;
    const lag = await this.progress.waitUntilCaughtUp(analyzerGroup, topics.transactions, waitMs, signal);
    stopIfAsked(run);
    run.erased.notJudged = lag;
  }

  private async unlink(run: Run): Promise<void> {
    for (const entity of run.entities) {
      for (let done = -1; done !== 0; ) {
        stopIfAsked(run);
        done = await this.repository.unlinkBatch(entity);
        run.erased.payments += done;
        if (done > 0) run.report(`${run.erased.payments} payments unlinked`);
      }
    }
  }

  private async settle(run: Run): Promise<void> {
    const cases = new PersonCases(run.tenant, await this.tokensOf(run.entities));
    for (const entity of run.entities) {
      for (;;) {
        stopIfAsked(run);
        const payments = await this.repository.readErasing(entity);
        if (payments.length === 0) break;
        await this.deleteCases(run, entity, payments, cases);
        await this.settleVerdicts(run, payments);
        await this.settleKept(run, payments);
        await this.repository.finish(
          entity,
          payments.map(({ id }) => id),
        );
        run.report(
          `${run.erased.verdictsWithdrawn} verdicts withdrawn, ${run.erased.verdictsSentAnew} republished`,
        );
      }
    }
  }

  // Deletes the person's cases, and cases with nobody left. Patterns stay, but lose evidence that names the person.
  private async deleteCases(run: Run, entity: Entity, payments: ErasingPayment[], cases: PersonCases) {
    const open = new Map(
      payments.flatMap((payment) =>
        payment.findings
          .filter(({ id }) => !run.kept.has(id))
          .map((finding) => [finding.id, { finding, payment }] as const),
      ),
    );
    const personCases = [...open.values()]
      .filter(({ finding, payment }) => cases.includes(finding, payment))
      .map(({ finding }) => finding.id);
    const others = [...open.values()]
      .map(({ finding }) => finding)
      .filter(({ id }) => !personCases.includes(id));
    const otherCases = others.filter(({ isCase }) => isCase).map(({ id }) => id);
    const emptyCases = otherCases.length > 0 ? await this.repository.findEmptyCases(otherCases) : [];
    const deleted = new Set([...personCases, ...emptyCases]);
    for (const id of deleted) {
      stopIfAsked(run);
      await this.repository.deleteFinding(entity, id);
      run.erased.findings += 1;
    }
    const named = others.filter((finding) => cases.isNamedIn(finding)).map(({ id }) => id);
    if (named.length > 0) await this.repository.clearEvidence(named);
    for (const payment of payments) payment.findings = payment.findings.filter(({ id }) => !deleted.has(id));
  }

  // Verdicts on the other members show the person's payments as evidence.
  private async settleKept(run: Run, payments: ErasingPayment[]): Promise<void> {
    for (const finding of payments.flatMap(({ findings }) => findings)) {
      if (finding.shadow || run.kept.has(finding.id)) continue;
      for await (const page of this.repository.members(finding.id)) {
        stopIfAsked(run);
        await this.settleVerdicts(run, page);
      }
      run.kept.add(finding.id);
      run.erased.findingsKept += 1;
    }
  }

  // Withdraws once. Republishes every time, because the finding may have changed in between.
  private async settleVerdicts(run: Run, members: { id: string; erased: boolean }[]): Promise<void> {
    const withdrawn = members
      .filter(({ id, erased }) => erased && !run.withdrawn.has(id))
      .map(({ id }) => id);
    const others = members.filter(({ erased }) => !erased).map(({ id }) => id);
    if (withdrawn.length > 0) await this.verdicts.withdraw(withdrawn);
    if (others.length > 0) await this.verdicts.republish(others);
    for (const id of withdrawn) run.withdrawn.add(id);
    for (const id of others) run.republished.add(id);
    run.erased.verdictsWithdrawn = run.withdrawn.size;
    run.erased.verdictsSentAnew = run.republished.size;
  }

  private async tokensOf(entities: Entity[]): Promise<PersonTokens> {
    const given = (label: Entity['label']) =>
      entities.filter((entity) => entity.label === label).map(({ token }) => token);
    const tokens: PersonTokens = {
      accounts: given('Account'),
      cards: given('Card'),
      devices: given('Device'),
      sharedCards: [],
      sharedDevices: [],
    };
    for (const account of tokens.accounts) {
      const { cards, devices } = await this.repository.readInstruments(account);
      for (const { token, shared } of cards) (shared ? tokens.sharedCards : tokens.cards).push(token);
      for (const { token, shared } of devices) (shared ? tokens.sharedDevices : tokens.devices).push(token);
    }
    return tokens;
  }

  private async deleteEntities({ entities, erased, ...run }: Run): Promise<void> {
    for (const entity of entities) {
      stopIfAsked(run);
      if (entity.label === 'Account') {
        const { cards, devices } = await this.repository.releaseInstruments(entity.token);
        erased.cards += cards.deleted;
        erased.devices += devices.deleted;
        erased.sharedCards += cards.shared;
        erased.sharedDevices += devices.shared;
      }
      if (await this.repository.deleteEntity(entity)) erased[counter[entity.label]] += 1;
      const { entities: left } = await this.repository.count(entity);
      erased.arrivedMeanwhile += left;
    }
  }
}

const counter = { Account: 'accounts', Card: 'cards', Device: 'devices' } as const;

function stopIfAsked({ signal }: Pick<EraseOptions, 'signal'>): void {
  if (signal.aborted) throw new InterruptedError('stopped: run the same command again to resume');
}
