// ConsumerLoop on a fake client that reports states and fails as the test says.
import type { Logger } from '@ringtrace/telemetry';
import type { ConsumerState, KafkaPort, PartitionChunk } from '../client/kafka-port.ts';
import { ConsumerLoop } from './consumer-loop.ts';

interface FakeConsumer {
  report(state: ConsumerState, reason?: string): void;
  onChunk: (chunk: PartitionChunk) => Promise<void>;
  topics: string[];
  stops: number;
}

/** A client whose consumers do what the test tells them; `started(n)` resolves with the n-th once it runs. */
function fakeClient(run: (count: number) => Promise<void> = async () => {}) {
  const consumers: FakeConsumer[] = [];
  const running = Array.from({ length: 4 }, () => Promise.withResolvers<FakeConsumer>());
  const port: Pick<KafkaPort, 'consumer'> = {
    consumer: (_, report) => {
      const fake: FakeConsumer = { report, onChunk: async () => {}, topics: [], stops: 0 };
      const count = consumers.push(fake);
      return {
        run: async (topics, onChunk) => {
          Object.assign(fake, { topics, onChunk });
          running[count]?.resolve(fake);
          await run(count);
        },
        stop: async () => {
          fake.stops++;
        },
      };
    },
  };
  const started = (count: number) => (running[count] as PromiseWithResolvers<FakeConsumer>).promise;
  return { consumers, started, port: port as KafkaPort };
}

function loopOn({ port }: { port: KafkaPort }) {
  const logged: [level: string, fields: { pauseMs: number; reason?: string }][] = [];
  const at = (level: string) => (fields: (typeof logged)[number][1]) => logged.push([level, fields]);
  const logger = { warn: at('warn'), error: at('error') } as unknown as Logger;
  const states: ConsumerState[] = [];
  const loop = new ConsumerLoop(port, { groupId: 'g' } as never, logger, (state) => states.push(state));
  return { loop, states, logged };
}

describe('ConsumerLoop', () => {
  it('passes on the chunks of its topics', async () => {
    const client = fakeClient();
    const { loop } = loopOn(client);
    const chunks: unknown[] = [];
    loop.start(['a', 'b'], async (chunk) => void chunks.push(chunk));
    const consumer = await client.started(1);
    await consumer.onChunk({ topic: 'a' } as never);
    expect([consumer.topics, chunks]).toEqual([['a', 'b'], [expect.objectContaining({ topic: 'a' })]]);
    await loop.stop();
  });

  it('stops a crashed consumer and starts a new one', async () => {
    const client = fakeClient();
    const { loop, states, logged } = loopOn(client);
    loop.start(['a'], async () => {});
    const first = await client.started(1);
    first.report('joined');
    first.report('crashed', 'no broker');
    expect([loop.state, loop.reason]).toEqual(['crashed', 'no broker']);
    (await client.started(2)).report('joined');
    expect([first.stops, client.consumers.length]).toEqual([1, 2]);
    expect([loop.state, loop.reason]).toEqual(['joined', undefined]);
    expect(logged).toEqual([['warn', expect.objectContaining({ reason: 'no broker' })]]);
    await loop.stop();
    expect(states).toEqual(['joined', 'crashed', 'joined', 'stopped']);
  });

  it('tries again when a consumer fails to start, and logs repeated failures as errors', async () => {
    const client = fakeClient(async (count) => {
      if (count < 3) throw new Error('password 4111');
    });
    const { loop, logged } = loopOn(client);
    loop.start(['a'], async () => {});
    await client.started(3);
    expect(logged.map(([level]) => level)).toEqual(['warn', 'error']);
    expect(JSON.stringify(logged)).not.toContain('4111');
    await loop.stop();
  });

  it('stops its consumer and starts no other', async () => {
    const client = fakeClient();
    const { loop } = loopOn(client);
    loop.start(['a'], async () => {});
    const consumer = await client.started(1);
    consumer.report('joined');
    await loop.stop();
    expect([loop.state, consumer.stops, client.consumers.length]).toEqual(['stopped', 1, 1]);
  });

  it('does not wait for the end of a pause when it is stopped', async () => {
    const client = fakeClient();
    const { loop, logged } = loopOn(client);
    loop.start(['a'], async () => {});
    (await client.started(1)).report('crashed', 'no broker');
    while (logged.length === 0) await new Promise(setImmediate);
    const startMs = performance.now();
    await loop.stop();
    expect(performance.now() - startMs).toBeLessThan(logged[0]?.[1].pauseMs as number);
    expect([loop.state, client.consumers.length]).toEqual(['stopped', 1]);
  });
});
