// Bugs that the simulation must catch, over all parts of the code that it runs.
import type { Patch } from '../load.ts';

export interface PlantedBug extends Patch {
  name: string;
}

const consume = 'libs/traced-kafka/src/consume';
const produce = 'libs/traced-kafka/src/produce';
const analyzer = 'services/analyzer/src';

const bug = (name: string, file: string, ...changes: Patch['changes']): PlantedBug => ({
  name,
  file,
  changes,
});

export const plantedBugs: PlantedBug[] = [
  bug('the batch is done before its verdicts are published', `${analyzer}/consume/transactions.consumer.ts`, [
    'await this.verdicts.publish(verdicts, detections, messages);',
    'void this.verdicts.publish(verdicts, detections, messages).catch(() => undefined);',
  ]),
  bug('an error of the producer is swallowed', `${analyzer}/verdict/verdict.publisher.ts`, [
    'if (failed)',
    'if (failed && records.length === 0)',
  ]),
  bug('an older verdict that comes late stays', `${analyzer}/verdict/publish-until-current.ts`, [
    'next = await findings.readChanged(next.changed);',
    'next = { changed: [], erased: [] };',
  ]),
  bug('rules run before the payments are stored', `${analyzer}/graph/transaction.repository.ts`, [
    'const written = await this.writeUnknown(unknown, tags);',
    'const written = unknown.length; void this.writeUnknown(unknown, tags).catch(() => undefined);',
  ]),
  bug('a redelivered payment is not judged again', `${analyzer}/graph/transaction.repository.ts`, [
    'known.filter(({ same, erased }) => erased || !same)',
    'known',
  ]),
  bug('earlier payments get no new verdict', `${analyzer}/verdict/finding.repository.ts`, [
    '...live.flatMap(({ members }) => members), ',
    '',
  ]),
  bug('revision off by one', `${analyzer}/verdict/decide-verdict.ts`, [
    'revision: 1 + findings.length',
    'revision: Math.max(1, findings.length)',
  ]),
  bug('dead letter without a control payment', `${analyzer}/consume/control-payment.interceptor.ts`, [
    'if (!(await this.isAccepted()))',
    'if (failure === undefined)',
  ]),
  bug('resolves past the record that waits', `${consume}/batch-queue.ts`, [
    'const last = done.at(-1);',
    'const last = records.at(-1);',
  ]),
  bug('a failed batch never ends', `${consume}/batch-queue.ts`, [
    'for (const { waiting } of parts)',
    'for (const { waiting } of [])',
  ]),
  bug('resolves twice', `${consume}/topic-consumer.ts`, [
    'chunk.resolve(offset);',
    'chunk.resolve(offset); chunk.resolve(String(BigInt(offset) + 1n));',
  ]),
  bug('lost pause', `${consume}/partition-waits.ts`, [
    'const unpause = pause();',
    'const unpause = () => undefined;',
  ]),
  bug('lost resume', `${consume}/partition-waits.ts`, [
    'setTimeout(unpause, at.delayMs)',
    'setTimeout(() => undefined, at.delayMs)',
  ]),
  bug('what follows a waiting record counts as done', `${consume}/batch-run.ts`, [
    'isAfter(each, at.offset) && isDone(each)',
    'isAfter(each, at.offset)',
  ]),
  bug('half a batch is forgotten', `${consume}/process-batch.ts`, [
    'await processMessages(due.slice(middle), attempt + 1, run);',
    '',
  ]),
  bug('a refused dead letter counts as sent', `${consume}/process-batch.ts`, [
    'stopAt([record], { attempts, delayMs, reason: why }, run);',
    'run.done.add(record);',
  ]),
  bug('retries without limit', `${consume}/failure-policy.ts`, ['&& attempt < settings.maxAttempts', '']),
  bug('no retry', `${consume}/failure-policy.ts`, ["failure === 'transient' ||", '']),
  bug('a dead letter of any size', `${consume}/dead-letter.ts`, ['if (left <= maxBytes)', 'if (left > 0)']),
  bug('a crashed consumer is not replaced', `${consume}/consumer-loop.ts`, [
    "if (state === 'crashed')",
    'if (!state)',
  ]),
  bug('a stuck client is kept', 'libs/traced-kafka/src/client/supervised-client.ts', [
    'if (!isStuck && ',
    'if (isStuck || ',
  ]),
  bug('a record that timed out counts as stored', `${produce}/send-queue.ts`, [
    'entry.fail(entry.isSent ? deliveryFailed(entry.record) : this.neverSent());',
    "entry.succeed({ topic: entry.record.topic, partition: 0, offset: '0' });",
  ]),
  bug('an unknown outcome is told as a refusal', `${produce}/send-queue.ts`, [
    'entry.isSent ? deliveryFailed(entry.record) : this.neverSent()',
    'this.neverSent()',
  ]),
  bug('a queue without limit', `${produce}/send-queue.ts`, [
    'this.unsettled.size < maxQueuedMessages &&',
    '',
  ]),
];
