import type { OutgoingRecord, RecordMetadata } from '../client/kafka-port.ts';
import { DeliveryError, ProducerQueueFullError, RecordRefusedError } from '../errors.ts';
import { SendQueue, type SendQueueLimits } from './send-queue.ts';

const limits: SendQueueLimits = {
  lingerMs: 0,
  maxBatchMessages: 3,
  maxBatchBytes: 10_000,
  maxRecordBytes: 5_000,
  maxQueuedMessages: 10,
  maxQueuedBytes: 100_000,
  deliveryTimeoutMs: 60_000,
};
const record = (key: string, bytes = 1, topic = 't'): OutgoingRecord => ({
  topic,
  key,
  value: 'x'.repeat(bytes),
  headers: {},
});

/** A broker that answers when the test says so. */
function slowBroker() {
  const requests: { keys: string[]; answer(): void; fail(error?: Error): void }[] = [];
  const send = (records: OutgoingRecord[]) =>
    new Promise<RecordMetadata[]>((resolve, reject) => {
      requests.push({
        keys: records.map((each) => String(each.key)),
        answer: () =>
          resolve(records.map((_, index) => ({ topic: 't', partition: 0, offset: String(index) }))),
        fail: (error = new Error('broker')) => reject(error),
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

  it('rejects a record at once when the waiting ones have too many bytes', async () => {
    const { requests, send } = slowBroker();
    const queue = new SendQueue(send, { ...limits, maxQueuedBytes: 1_000 });
    const sent = [queue.push(record('a', 600)), queue.push(record('b', 100))];
    await expect(queue.push(record('c', 200))).rejects.toBeInstanceOf(ProducerQueueFullError);
    // and accepts records again after an acknowledgement
    requests[0]?.answer();
    await sent[0];
    sent.push(queue.push(record('d', 600)));
    for (let index = 1; index < 3; index++) {
      await settled();
      requests[index]?.answer();
    }
    await Promise.all(sent);
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

  it('times out with an unknown outcome for sent records only, and does not send timed-out records later', async () => {
    const { requests, send } = slowBroker();
    const queue = new SendQueue(send, { ...limits, deliveryTimeoutMs: 20 });
    const inFlight = queue.push(record('a'));
    const waiting = queue.push(record('b'));
    await expect(inFlight).rejects.toBeInstanceOf(DeliveryError);
    await expect(waiting).rejects.toBeInstanceOf(ProducerQueueFullError);
    await queue.drained();
    requests[0]?.answer();
    await settled();
    expect(requests).toHaveLength(1);
    expect(queue.depth).toBe(0);
  });

  it('refuses a record that is larger than the limit without sending it', async () => {
    const { requests, send } = slowBroker();
    const refused = new SendQueue(send, limits).push(record('huge', 5_000));
    await expect(refused).rejects.toMatchObject({ name: 'RecordRefusedError', reason: 'too-large' });
    expect(requests).toHaveLength(0);
  });

  it('has a request in flight per topic, so that no topic waits for another', async () => {
    const { requests, send } = slowBroker();
    const queue = new SendQueue(send, limits);
    const sent = [record('a', 1, 't'), record('b', 1, 'u'), record('c', 1, 't')].map((each) =>
      queue.push(each),
    );
    expect(requests.map(({ keys }) => keys)).toEqual([['a'], ['b']]);
    requests[0]?.answer();
    await settled();
    requests[2]?.answer();
    await Promise.all([sent[0], sent[2]]);
    requests[1]?.answer();
    await sent[1];
  });

  it.each(['too-large', 'invalid'] as const)(
    'halves a request that is refused as %s until the bad record is alone, and keeps the order',
    async (reason) => {
      const { requests, send } = slowBroker();
      const queue = new SendQueue(send, { ...limits, maxBatchMessages: 4 });
      const sent = ['first', 'a', 'bad', 'b', 'c'].map((key) => queue.push(record(key)));
      const outcomes = Promise.allSettled(sent);
      for (let index = 0; index < 6; index++) {
        const request = requests[index];
        if (request?.keys.includes('bad')) request.fail(new RecordRefusedError(reason, 'refused'));
        else request?.answer();
        await settled();
      }
      expect((await outcomes).map(({ status }) => status === 'fulfilled')).toEqual([
        true,
        true,
        false,
        true,
        true,
      ]);
      await expect(sent[2]).rejects.toMatchObject({ reason });
      expect(requests.map(({ keys }) => keys)).toEqual([
        ['first'],
        ['a', 'bad', 'b', 'c'],
        ['a', 'bad'],
        ['a'],
        ['bad'],
        ['b', 'c'],
      ]);
    },
  );

  it('sends again only what a refused request has not stored', async () => {
    const { requests, send } = slowBroker();
    const queue = new SendQueue(send, { ...limits, maxBatchMessages: 4 });
    const sent = ['first', 'a', 'stored', 'b', 'c'].map((key) => queue.push(record(key)));
    requests[0]?.answer();
    await settled();
    // when
    const at = { topic: 't', partition: 1, offset: '7' };
    const stored = [undefined, at, undefined, undefined];
    requests[1]?.fail(new RecordRefusedError('too-large', 'refused', { stored }));
    for (let index = 2; index < 4; index++) {
      await settled();
      requests[index]?.answer();
    }
    // then
    expect((await Promise.all(sent))[2]).toEqual(at);
    expect(requests.slice(2).map(({ keys }) => keys)).toEqual([['a', 'b'], ['c']]);
  });

  it.each(['unknown-topic', 'not-authorized'] as const)(
    'tells all records of a request at once that they are refused as %s',
    async (reason) => {
      const { requests, send } = slowBroker();
      const queue = new SendQueue(send, { ...limits, lingerMs: 1 });
      const outcomes = Promise.allSettled(['a', 'b'].map((key) => queue.push(record(key))));
      while (requests.length === 0) await settled();
      requests[0]?.fail(new RecordRefusedError(reason, 'refused'));
      expect(await outcomes).toMatchObject([{ reason: { reason } }, { reason: { reason } }]);
      expect(requests).toHaveLength(1);
    },
  );
});
