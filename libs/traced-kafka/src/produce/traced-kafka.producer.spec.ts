// The headers of sent records, on a fake client.
import { type Logger, Metrics } from '@ringtrace/telemetry';
import type { OutgoingRecord, ProducerPort } from '../client/kafka-port.ts';
import { defaultSendQueueLimits } from './send-queue.ts';
import { type HeadersForAll, TracedProducer } from './traced-kafka.producer.ts';

function producing(headersForAll?: HeadersForAll) {
  const sent: OutgoingRecord[] = [];
  const port: ProducerPort = {
    connect: async () => undefined,
    disconnect: async () => undefined,
    problem: () => undefined,
    send: async (records) => {
      sent.push(...records);
      return records.map(({ topic }) => ({ topic, partition: 0, offset: '0' }));
    },
  };
  const limits = { ...defaultSendQueueLimits, lingerMs: 0 };
  return { sent, producer: new TracedProducer(port, limits, {} as Logger, new Metrics(), headersForAll) };
}

describe('headers that TracedProducer sends', () => {
  it('are the common ones and the record’s own, which win', async () => {
    const { sent, producer } = producing(({ topic }) => ({ from: 'all', topic }));
    await producer.send({ topic: 'a', key: null, value: null });
    await producer.send({ topic: 'b', key: null, value: null, headers: { from: 'this one' } });
    expect(sent.map(({ headers }) => [headers.from, headers.topic])).toEqual([
      ['all', 'a'],
      ['this one', 'b'],
    ]);
  });

  it('are only the record’s own when there are no common ones', async () => {
    const { sent, producer } = producing();
    await producer.send({ topic: 'a', key: null, value: null, headers: { mine: '1' } });
    expect(sent[0]?.headers).toMatchObject({ mine: '1' });
  });
});
