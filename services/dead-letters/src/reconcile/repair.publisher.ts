// Sends missing payments to the analyzers again, no faster than it was told. Nothing needs to be noted: what was sent is
// waiting until it is judged, so the next run does not find it missing.
import { setTimeout as wait } from 'node:timers/promises';
import { SafeError } from '@ringtrace/telemetry';
import type { KafkaRecord } from '@ringtrace/traced-kafka';
import type { LetterSender } from '../letter-sender.publisher.ts';
import { batchSize, pauseMs } from '../pace.ts';
import type { Progress } from './reconciler.ts';

/** Run it again: what was acknowledged is not sent again. */
class RepairError extends SafeError {}

export class Repair {
  sent = 0;
  private readonly sender: LetterSender;
  private readonly ratePerSecond: number;
  private readonly run: Progress;
  private readonly startMs = performance.now();
  private batch: KafkaRecord[] = [];

  constructor(sender: LetterSender, ratePerSecond: number, run: Progress) {
    this.sender = sender;
    this.ratePerSecond = ratePerSecond;
    this.run = run;
  }

  /** @throws RepairError */
  async add(record: KafkaRecord): Promise<void> {
    this.batch.push(record);
    if (this.batch.length >= batchSize(this.ratePerSecond)) await this.finish();
  }

  /** Sends what is left. @throws RepairError */
  async finish(): Promise<void> {
    const elapsedMs = performance.now() - this.startMs;
    await wait(pauseMs(this.sent, this.ratePerSecond, elapsedMs), undefined, {
      signal: this.run.signal,
    }).catch(() => undefined);
    if (this.run.signal.aborted) throw new RepairError(`stopped: ${this.sent} payments were sent again`);
    const outcomes = await Promise.allSettled(this.batch.map((record) => this.sender.repair(record)));
    const lost = outcomes.filter(({ status }) => status === 'rejected').length;
    this.sent += outcomes.length - lost;
    this.batch = [];
    this.run.report('sent again', this.sent);
    if (lost > 0)
      throw new RepairError(`${lost} records were not acknowledged; ${this.sent} payments were sent again`);
  }
}
