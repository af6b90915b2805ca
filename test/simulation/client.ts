// The simulated client: what libs/traced-kafka's port does on kafkajs. consumer.ts has the consumer.
import type {
  KafkaPort,
  OutgoingRecord,
  ProducerPort,
} from '../../libs/traced-kafka/src/client/kafka-port.ts';
import { SupervisedClient } from '../../libs/traced-kafka/src/client/supervised-client.ts';
import { Consumer, type Seat } from './consumer.ts';
import { tracingLogger } from './silent.ts';
import { connectionLost, requestTimeoutMs } from './world.ts';

export function simulatedPort(at: Seat): KafkaPort {
  return {
    producer: () => producerPort(at),
    consumer: (settings, onState) => new Consumer(at, settings, onState),
    ping: async () => undefined,
    progress: async () => [],
    describeTopic: async () => {
      throw new Error('not simulated');
    },
    close: async () => undefined,
    get reads(): never {
      throw new Error('not simulated');
    },
    get stepsOver(): never {
      throw new Error('not simulated');
    },
  };
}

function producerPort({ world, broker, process }: Seat): ProducerPort {
  const open = () => {
    // Half open now and then: nothing sent on it is ever answered.
    const isDeaf = !world.isCalm && world.random.chance(0.05);
    const closed = Promise.withResolvers<never>();
    closed.promise.catch(() => undefined);
    const send = (records: OutgoingRecord[]) =>
      Promise.race([
        closed.promise,
        isDeaf
          ? new Promise<never>(() => undefined)
          : world.request(process, {
              kind: 'produce',
              what: `produces ${records.map(({ topic, key }) => `${topic.split('.')[1]}:${key}`)}`,
              failure: connectionLost,
              effect: () => broker.append(records),
            }),
      ]);
    return {
      client: send,
      connect: async () => undefined,
      disconnect: async () => undefined,
      destroy: () => closed.reject(connectionLost()),
    };
  };
  const supervision = { name: 'producer', timeoutMs: requestTimeoutMs + 2_000, maxFailures: 2 };
  const client = new SupervisedClient(open, supervision, {
    logger: tracingLogger(world, process),
    onReplaced: () => undefined,
  });
  return {
    connect: () => client.connect(),
    send: (records) => client.run((send) => send(records)),
    problem: () => client.problem(),
    disconnect: () => client.close(),
  };
}
