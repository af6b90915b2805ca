// The settings of the one broker.
import type { Ports } from '../backend-names.ts';

/** One more listener of the broker, on loopback. Its settings are those of Kafka without `listener.name.<name>.` */
export type KafkaListener = {
  name: string;
  port: number;
  protocol: 'SSL' | 'SASL_SSL' | 'SASL_PLAINTEXT';
  settings: Record<string, string>;
};

/** What a test of TLS, logins or rights wants of the broker beside its plain listener. */
export type KafkaExtras = {
  listeners?: KafkaListener[];
  /** Settings of the whole broker, over ours. */
  settings?: Record<string, string>;
  /** Passwords by user, for SCRAM-SHA-256 and -512. They are set when the data folder is made. */
  scramUsers?: Record<string, string>;
};

/** One node is broker and controller (KRaft); replication can only be 1. */
export function serverProperties(
  dataFolder: string,
  ports: Pick<Ports, 'kafka' | 'kafkaController'>,
  { listeners = [], settings: more = {} }: KafkaExtras = {},
): string {
  const client = [{ name: 'CLIENT', protocol: 'PLAINTEXT', port: ports.kafka }, ...listeners];
  const all = [...client, { name: 'CONTROLLER', protocol: 'PLAINTEXT', port: ports.kafkaController }];
  const settings: Record<string, string | number> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    listeners: all.map(addressOf).join(','),
    'advertised.listeners': client.map(addressOf).join(','),
    'listener.security.protocol.map': all.map(({ name, protocol }) => `${name}:${protocol}`).join(','),
    'inter.broker.listener.name': 'CLIENT',
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': `1@127.0.0.1:${ports.kafkaController}`,
    'log.dirs': dataFolder,
    // A topic nobody declared is a bug, here as in production.
    'auto.create.topics.enable': 'false',
    'default.replication.factor': 1,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    // The default 50 partitions are 50 folders that a first consumer waits for.
    'offsets.topic.num.partitions': 8,
    'group.initial.rebalance.delay.ms': 0,
    'num.network.threads': 2,
    'num.io.threads': 4,
    // The default of 128 MiB is a quarter of this broker's heap.
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
    ...Object.fromEntries(listeners.flatMap(settingsOf)),
    ...more,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

function addressOf({ name, port }: Pick<KafkaListener, 'name' | 'port'>): string {
  return `${name}://127.0.0.1:${port}`;
}

function settingsOf({ name, settings }: KafkaListener): [string, string][] {
  return Object.entries(settings).map(([key, value]) => [
    `listener.name.${name.toLowerCase()}.${key}`,
    value,
  ]);
}
