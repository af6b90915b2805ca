// PUBLISH: withdraws verdicts that name an erased person, or republishes them without the name.

import { Inject, Injectable } from '@nestjs/common';
import { FindingRepository, publishUntilCurrent } from '@ringtrace/analyzer/graph';
import { topics, verdictKey } from '@ringtrace/contracts';
import { RetryLaterError, TracedProducer } from '@ringtrace/traced-kafka';

@Injectable()
export class VerdictWithdrawer {
  private readonly producer: TracedProducer;
  private readonly findings: FindingRepository;

  constructor(@Inject(TracedProducer) producer: TracedProducer, findings: FindingRepository) {
    this.producer = producer;
    this.findings = findings;
  }

  /**
   * Publishes a record without a value for each transaction key: compaction then removes every earlier verdict of that key.
   * @throws RetryLaterError
   */
  async withdraw(keys: string[]): Promise<void> {
    await this.send(keys.map((key) => ({ key, value: null })));
  }

  /** Publishes the current verdicts of these transaction keys, skipping those not judged yet. @throws RetryLaterError */
  async republish(keys: string[]): Promise<void> {
    const verdicts = await this.findings.readVerdicts(keys);
    await publishUntilCurrent(verdicts, this.findings, ({ changed, erased }) =>
      this.send([
        ...changed.map((verdict) => ({ key: verdictKey(verdict), value: JSON.stringify(verdict) })),
        ...erased.map((key) => ({ key, value: null })),
      ]),
    );
  }

  /** Resolves when every record is acknowledged. */
  private async send(records: { key: string; value: string | null }[]): Promise<void> {
    const outcomes = await this.producer.sendAll(
      records.map((record) => ({ topic: topics.verdicts, ...record })),
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw new RetryLaterError('a verdict was not acknowledged', { cause: failed.reason });
  }
}
