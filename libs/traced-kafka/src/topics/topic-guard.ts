// Compares the topics that the application uses with what its guarantees need: at start, and again and again, because topics
// are made and changed while it runs. A broken guarantee makes the process unready; a weaker one is a warning.
import { setTimeout as wait } from 'node:timers/promises';
import { describeError, type Logger, type Metrics } from '@ringtrace/telemetry';
import type { KafkaPort } from '../client/kafka-port.ts';
import type { Health } from '../kafka.health.ts';
import {
  type Deviation,
  describeDeviation,
  findDeviations,
  nameDeviation,
  severities,
  type TopicRequirement,
} from './topic-requirements.ts';

/** After a check without anything broken. */
const intervalMs = 15_000;
/** Until then: so soon a topic that was just created is seen. */
const retryIntervalMs = 2_000;

export class TopicGuard {
  private readonly requirements: TopicRequirement[];
  private readonly kafka: Pick<KafkaPort, 'describeTopic'>;
  private readonly log: Logger;
  private readonly gauge: ReturnType<typeof deviationGauge>;
  /** Undefined until the first check is done. */
  private deviations: Deviation[] | undefined;

  constructor(
    requirements: TopicRequirement[],
    kafka: Pick<KafkaPort, 'describeTopic'>,
    log: Logger,
    metrics: Metrics,
  ) {
    this.requirements = requirements;
    this.kafka = kafka;
    this.log = log;
    this.gauge = deviationGauge(metrics);
    if (requirements.length === 0) this.deviations = [];
  }

  /** Returns when `signal` aborts. */
  async keepChecking(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.requirements.length > 0) {
      const isFine = await this.check();
      const pauseMs = isFine ? intervalMs : retryIntervalMs;
      await wait(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  health(): Health {
    if (this.deviations === undefined) return { status: 'down', reason: 'the topics are not checked yet' };
    const broken = this.deviations.filter(isBroken);
    if (broken.length > 0) return { status: 'down', reason: broken.map(describeDeviation).join('; ') };
    if (this.deviations.length === 0) return { status: 'up' };
    // The log says what to do about a weak one: a laptop has these all the time.
    const lines = this.deviations.map((each) =>
      each.severity === 'weak' ? nameDeviation(each) : describeDeviation(each),
    );
    return { status: 'up', detail: lines.join('; ') };
  }

  private async check(): Promise<boolean> {
    try {
      const found = await Promise.all(
        this.requirements.map(async (each) =>
          findDeviations(each, await this.kafka.describeTopic(each.topic)),
        ),
      );
      this.show(found.flat());
      return !found.flat().some(isBroken);
    } catch (error) {
      // No broker answers: what was found before still counts, and others tell it.
      this.log.debug({ reason: describeError(error).message }, 'the topics could not be checked');
      return false;
    }
  }

  private show(found: Deviation[]): void {
    const before = new Set(this.deviations?.map(describeDeviation));
    const now = new Set(found.map(describeDeviation));
    this.deviations = found;
    for (const deviation of found) {
      const { topic, setting, severity, is, needed } = deviation;
      const text = describeDeviation(deviation);
      if (before.has(text)) continue;
      this.log[severity === 'broken' ? 'error' : 'warn']({ topic, setting, is, needed, severity }, text);
    }
    for (const text of before) if (!now.has(text)) this.log.info(`no longer: ${text}`);
    for (const { topic } of this.requirements) {
      for (const severity of severities) {
        const count = found.filter((each) => each.topic === topic && each.severity === severity).length;
        this.gauge.set({ topic, severity }, count);
      }
    }
  }
}

const isBroken = ({ severity }: Deviation): boolean => severity === 'broken';

function deviationGauge(metrics: Metrics) {
  return metrics.gauge('kafka_topic_deviations', 'Settings of topics that are not as the guarantees need', [
    'topic',
    'severity',
  ]);
}
