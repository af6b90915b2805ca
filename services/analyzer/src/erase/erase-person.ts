// The story of an erasure. Payments are unlinked first, then verdicts withdrawn, then the person's own nodes deleted: what is
// still to be done hangs on these nodes, so a run that ends anywhere is gone on with by the next.
import { Injectable } from '@nestjs/common';
import { analyzerGroup, topics } from '@ringtrace/contracts';
import { SafeError } from '@ringtrace/telemetry';
import { KafkaProgress } from '@ringtrace/traced-kafka';
import { EraseRepository, type ErasingPayment } from './erase.repository.ts';
import { type Erased, nothingErased } from './erased.ts';
import type { Entity } from './person.ts';
import { PersonCases, type PersonTokens } from './person-cases.ts';
import { VerdictWithdrawer } from './verdict-withdrawer.publisher.ts';

/** Stopped by the operator. The same command goes on where it was. */
export class InterruptedError extends SafeError {}

export interface EraseOptions {
  tenant: string;
  entities: Entity[];
  /** How long to wait, twice, until the analyzers have judged what was accepted before. */
  waitMs: number;
  signal: AbortSignal;
  /** Hears of what is done, in words without any value. */
  say(text: string): void;
}

/** What one run knows. */
interface Run extends EraseOptions {
  erased: Erased;
  /** Transaction keys: findings share members. */
  withdrawn: Set<string>;
  sentAnew: Set<string>;
  /** Findings that stay and all of whose members are settled. */
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

  /** @throws InterruptedError, GraphError, RetryLaterError; run again with the same person, it goes on */
  async erase(options: EraseOptions): Promise<Erased> {
    const run: Run = {
      ...options,
      erased: nothingErased(),
      withdrawn: new Set(),
      sentAnew: new Set(),
      kept: new Set(),
    };
    // Payments on their way become part of it; and a verdict that an analyzer is about to publish, which names the person, comes
    // before its withdrawal and not after.
    await this.whenJudged(run);
    await this.unlink(run);
    if (run.erased.payments > 0) {
      await this.whenJudged(run);
      await this.unlink(run);
    }
    await this.settle(run);
    await this.deleteEntities(run);
    return run.erased;
  }

  private async whenJudged(run: Run): Promise<void> {
    run.say('waiting until the analyzers have judged what was accepted before now');
    const { waitMs, signal } = run;
    const left = await this.progress.waitUntilCaughtUp(analyzerGroup, topics.transactions, waitMs, signal);
    stopIfAsked(run);
    run.erased.notJudged = left;
  }

  private async unlink(run: Run): Promise<void> {
    for (const entity of run.entities) {
      for (let done = -1; done !== 0; ) {
        stopIfAsked(run);
        done = await this.repository.unlinkSome(entity);
        run.erased.payments += done;
        if (done > 0) run.say(`${run.erased.payments} payments unlinked`);
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
        run.say(
          `${run.erased.verdictsWithdrawn} verdicts withdrawn, ${run.erased.verdictsSentAnew} sent anew`,
        );
      }
    }
  }

  // Theirs, and those of which nobody is left. What a rule has said of a ring goes, the ring stays.
  private async deleteCases(run: Run, entity: Entity, payments: ErasingPayment[], cases: PersonCases) {
    const unknown = new Map(
      payments.flatMap((payment) =>
        payment.findings
          .filter(({ id }) => !run.kept.has(id))
          .map((finding) => [finding.id, { finding, payment }] as const),
      ),
    );
    const theirs = [...unknown.values()]
      .filter(({ finding, payment }) => cases.includes(finding, payment))
      .map(({ finding }) => finding.id);
    const others = [...unknown.values()]
      .map(({ finding }) => finding)
      .filter(({ id }) => !theirs.includes(id));
    const open = others.filter(({ isCase }) => isCase).map(({ id }) => id);
    const ofNobody = open.length > 0 ? await this.repository.casesOfNobody(open) : [];
    for (const id of new Set([...theirs, ...ofNobody])) {
      stopIfAsked(run);
      await this.repository.deleteFinding(entity, id);
      run.erased.findings += 1;
    }
    const named = others.filter((finding) => cases.isNamedIn(finding)).map(({ id }) => id);
    if (named.length > 0) await this.repository.forgetAbout(named);
    const gone = new Set([...theirs, ...ofNobody]);
    for (const payment of payments) payment.findings = payment.findings.filter(({ id }) => !gone.has(id));
  }

  // The other members' verdicts show the person's payments as evidence.
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

  // Withdrawn once; sent anew each time, since the finding that it is for may have changed in between.
  private async settleVerdicts(run: Run, members: { id: string; erased: boolean }[]): Promise<void> {
    const withdrawn = members
      .filter(({ id, erased }) => erased && !run.withdrawn.has(id))
      .map(({ id }) => id);
    const anew = members.filter(({ erased }) => !erased).map(({ id }) => id);
    if (withdrawn.length > 0) await this.verdicts.withdraw(withdrawn);
    if (anew.length > 0) await this.verdicts.sendAnew(anew);
    for (const id of withdrawn) run.withdrawn.add(id);
    for (const id of anew) run.sentAnew.add(id);
    run.erased.verdictsWithdrawn = run.withdrawn.size;
    run.erased.verdictsSentAnew = run.sentAnew.size;
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
      const { cards, devices } = await this.repository.readMeans(account);
      for (const { token, shared } of cards) (shared ? tokens.sharedCards : tokens.cards).push(token);
      for (const { token, shared } of devices) (shared ? tokens.sharedDevices : tokens.devices).push(token);
    }
    return tokens;
  }

  private async deleteEntities({ entities, erased, ...run }: Run): Promise<void> {
    for (const entity of entities) {
      stopIfAsked(run);
      if (entity.label === 'Account') {
        const { cards, devices } = await this.repository.releaseMeans(entity.token);
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
  if (signal.aborted) throw new InterruptedError('stopped: the same command goes on where it was');
}
