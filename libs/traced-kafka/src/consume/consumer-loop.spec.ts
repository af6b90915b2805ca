// The life of consumers over a client that is played here: what it reports, and when it gives up.
import type { Logger } from '@ringtrace/telemetry';
import type { ConsumerState, KafkaPort, PartitionBatch } from '../client/kafka-port.ts';
import { ConsumerLoop } from './consumer-loop.ts';

interface PlayedConsumer {
  report(state: ConsumerState, reason?: string): void;
  onBatch: (batch: PartitionBatch) => Promise<void>;
  topics: string[];
  stops: number;
}

/** A client whose consumers do what the test tells them; `started(n)` gives the n-th once it runs. */
function playedClient(run: (count: number) => Promise<void> = async () => {}) {
  const consumers: PlayedConsumer[] = [];
  const running = Array.from({ length: 4 }, () => Promise.withResolvers<PlayedConsumer>());
  const port: Pick<KafkaPort, 'consumer'> = {
    consumer: (_, report) => {
      const played: PlayedConsumer = { report, onBatch: async () => {}, topics: [], stops: 0 };
      const count = consumers.push(played);
      return {
        run: async (topics, onBatch) => {
          Object.assign(played, { topics, onBatch });
          running[count]?.resolve(played);
          await run(count);
        },
        stop: async () => {
          played.stops++;
        },
      };
    },
  };
  const started = (count: number) => (running[count] as PromiseWithResolvers<PlayedConsumer>).promise;
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

describe('a consumer loop', () => {
  it('hands batches of its topics over', async () => {
    const client = playedClient();
    const { loop } = loopOn(client);
    const batches: unknown[] = [];
    loop.start(['a', 'b'], async (batch) => void batches.push(batch));
    const consumer = await client.started(1);
    await consumer.onBatch('a batch' as never);
    expect([consumer.topics, batches]).toEqual([['a', 'b'], ['a batch']]);
    await loop.stop();
  });

  it('starts a new consumer when one crashes, after it has let go of the old', async () => {
    const client = playedClient();
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

  it('tries again, ever later and louder, when a consumer cannot even start', async () => {
    const client = playedClient(async (count) => {
      if (count < 3) throw new Error('password 4111');
    });
    const { loop, logged } = loopOn(client);
    loop.start(['a'], async () => {});
    await client.started(3);
    expect(logged.map(([level]) => level)).toEqual(['warn', 'error']);
    expect(logged[1]?.[1].pauseMs).toBeGreaterThan(logged[0]?.[1].pauseMs as number);
    expect(JSON.stringify(logged)).not.toContain('4111');
    await loop.stop();
  });

  it('stops its consumer, and starts no other', async () => {
    const client = playedClient();
    const { loop } = loopOn(client);
    loop.start(['a'], async () => {});
    const consumer = await client.started(1);
    consumer.report('joined');
    await loop.stop();
    expect([loop.state, consumer.stops, client.consumers.length]).toEqual(['stopped', 1, 1]);
  });

  it('stops in the middle of a pause without waiting for its end', async () => {
    const client = playedClient();
    const { loop, logged } = loopOn(client);
    loop.start(['a'], async () => {});
    (await client.started(1)).report('crashed', 'no broker');
    while (logged.length === 0) await new Promise(setImmediate);
    const begin = performance.now();
    await loop.stop();
    expect(performance.now() - begin).toBeLessThan(logged[0]?.[1].pauseMs as number);
    expect([loop.state, client.consumers.length]).toEqual(['stopped', 1]);
  });
});
