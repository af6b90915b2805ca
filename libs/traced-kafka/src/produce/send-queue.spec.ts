import type { OutgoingRecord, RecordMetadata } from '../client/kafka-port.ts';
import { DeliveryError, ProducerQueueFullError } from '../errors.ts';
import { SendQueue, type SendQueueLimits } from './send-queue.ts';

const limits: SendQueueLimits = {
  lingerMs: 0,
  maxBatchMessages: 3,
  maxBatchBytes: 10_000,
  maxQueuedMessages: 10,
  deliveryTimeoutMs: 60_000,
};
const record = (key: string, bytes = 1): OutgoingRecord => ({
  topic: 't',
  key,
  value: 'x'.repeat(bytes),
  headers: {},
});

/** A broker that answers when the test says so. */
function slowBroker() {
  const requests: { keys: string[]; answer(): void; fail(): void }[] = [];
  const send = (records: OutgoingRecord[]) =>
    new Promise<RecordMetadata[]>((resolve, reject) => {
      requests.push({
        keys: records.map((each) => String(each.key)),
        answer: () =>
          resolve(records.map((_, index) => ({ topic: 't', partition: 0, offset: String(index) }))),
        fail: () => reject(new Error('broker')),
      });
    });
  return { requests, send };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('SendQueue', () => {
  it('keeps one request in flight and sends the records that arrive meanwhile together, in order', async () => {
    const { requests, send } = slowBroker();
    const queue = new SendQueue(send, limits);
    const sent = ['a', 'b', 'c', 'd', 'e'].map((key) => queue.push(record(key)));
    expect(requests.map((request) => request.keys)).toEqual([['a']]);
    requests[0]?.answer();
    await settled();
    expect(requests.map((request) => request.keys)).toEqual([['a'], ['b', 'c', 'd']]);
    requests[1]?.answer();
    await settled();
    requests[2]?.answer();
    expect((await Promise.all(sent)).map(({ offset }) => offset)).toEqual(['0', '0', '1', '2', '0']);
  });

  it('limits a request by bytes, but sends a single record that is larger', async () => {
    const { requests, send } = slowBroker();
    const queue = new SendQueue(send, { ...limits, maxBatchBytes: 500 });
    const sent = [queue.push(record('first')), queue.push(record('huge', 900)), queue.push(record('small'))];
    for (let index = 0; index < 3; index++) {
      requests[index]?.answer();
      await settled();
    }
    await Promise.all(sent);
    expect(requests.map((request) => request.keys)).toEqual([['first'], ['huge'], ['small']]);
  });

  it('rejects a record at once when it is full', async () => {
    const { requests, send } = slowBroker();
    const queue = new SendQueue(send, { ...limits, maxQueuedMessages: 1 });
    const first = queue.push(record('a'));
    await expect(queue.push(record('b'))).rejects.toBeInstanceOf(ProducerQueueFullError);
    requests[0]?.answer();
    await first;
  });

  it('fails all records of a failed request and goes on with the next', async () => {
    const { requests, send } = slowBroker();
    const queue = new SendQueue(send, limits);
    const first = queue.push(record('a'));
    const second = queue.push(record('b'));
    requests[0]?.fail();
    await expect(first).rejects.toBeInstanceOf(DeliveryError);
    await settled();
    requests[1]?.answer();
    await expect(second).resolves.toMatchObject({ offset: '0' });
  });

  it('times out with an unknown outcome, and does not send timed-out records later', async () => {
    const { requests, send } = slowBroker();
    const queue = new SendQueue(send, { ...limits, deliveryTimeoutMs: 20 });
    const inFlight = queue.push(record('a'));
    const waiting = queue.push(record('b'));
    await expect(inFlight).rejects.toBeInstanceOf(DeliveryError);
    await expect(waiting).rejects.toBeInstanceOf(DeliveryError);
    await queue.drained();
    requests[0]?.answer();
    await settled();
    expect(requests).toHaveLength(1);
    expect(queue.depth).toBe(0);
  });
});
