// Verdicts that lie on their topic and name an erased person: withdrawn, or sent anew without the name.
import { Inject, Injectable } from '@nestjs/common';
import { topics } from '@ringtrace/contracts';
import { RetryLaterError, TracedProducer } from '@ringtrace/traced-kafka';
import { FindingRepository } from '../verdict/finding.repository.ts';
import { VerdictPublisher } from '../verdict/verdict.publisher.ts';

@Injectable()
export class VerdictWithdrawer {
  private readonly producer: TracedProducer;
  private readonly findings: FindingRepository;
  private readonly verdicts: VerdictPublisher;

  constructor(
    @Inject(TracedProducer) producer: TracedProducer,
    findings: FindingRepository,
    verdicts: VerdictPublisher,
  ) {
    this.producer = producer;
    this.findings = findings;
    this.verdicts = verdicts;
  }

  /**
   * A record without a value for each transaction key: compaction takes out every verdict before it. Resolves when all are
   * acknowledged. @throws RetryLaterError
   */
  async withdraw(ids: string[]): Promise<void> {
    const outcomes = await this.producer.sendAll(
      ids.map((key) => ({ topic: topics.verdicts, key, value: null })),
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed)
      throw new RetryLaterError('a withdrawn verdict was not acknowledged', { cause: failed.reason });
  }

  /**
   * The verdicts of these transaction keys as they are now; none of what is not judged yet. Resolves when all are
   * acknowledged. @throws RetryLaterError
   */
  async sendAnew(ids: string[]): Promise<void> {
    await this.verdicts.publish(await this.findings.readVerdicts(ids), [], []);
  }
}
