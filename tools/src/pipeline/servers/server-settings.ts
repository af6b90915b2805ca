// The settings of a broker and of the single Neo4j server.
import type { Ports } from './backend-names.ts';

/** An extra listener on loopback. `settings` are Kafka's, without the prefix `listener.name.<name>.` */
export interface KafkaListener {
  name: string;
  port: number;
  /** Where clients are told to connect, if not to `port`: a proxy in front of it. */
  advertisedPort?: number;
  protocol: 'PLAINTEXT' | 'SSL' | 'SASL_SSL' | 'SASL_PLAINTEXT';
  settings: Record<string, string>;
}

/** The place of a broker in a cluster. Each broker is an instance of its own, and also one of the controllers. */
export interface KafkaNode {
  clusterId: string;
  /** From 1. */
  nodeId: number;
  /** Of all nodes, in the order of their ids. */
  controllerPorts: number[];
}

/** What a test of TLS, logins or ACLs needs besides the plain listener. */
export interface KafkaExtras {
  /** Without it, the broker is alone. */
  node?: KafkaNode | undefined;
  listeners?: KafkaListener[];
  /** Broker settings that override ours. */
  settings?: Record<string, string>;
  /** Passwords by user, for SCRAM-SHA-256 and -512. Set when the data folder is formatted. */
  scramUsers?: Record<string, string>;
}

/** Every node is both broker and controller (KRaft). A record is acknowledged by all replicas but one, if there are more. */
export function serverProperties(
  dataFolder: string,
  ports: Pick<Ports, 'kafka' | 'kafkaController'>,
  { node, listeners = [], settings: more = {} }: KafkaExtras = {},
): string {
  const { nodeId, controllerPorts } = node ?? { nodeId: 1, controllerPorts: [ports.kafkaController] };
  const replicas = controllerPorts.length;
  const controllerPort = controllerPorts[nodeId - 1] ?? ports.kafkaController;
  const client: Omit<KafkaListener, 'settings'>[] = [
    { name: 'CLIENT', protocol: 'PLAINTEXT', port: ports.kafka },
    ...listeners,
  ];
  const all = [...client, { name: 'CONTROLLER', protocol: 'PLAINTEXT', port: controllerPort }];
  const settings: Record<string, string | number> = {
    'process.roles': 'broker,controller',
    'node.id': nodeId,
    listeners: all.map(addressOf).join(','),
    'advertised.listeners': client
      .map(({ name, port, advertisedPort = port }) => addressOf({ name, port: advertisedPort }))
      .join(','),
    'listener.security.protocol.map': all.map(({ name, protocol }) => `${name}:${protocol}`).join(','),
    'inter.broker.listener.name': 'CLIENT',
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': controllerPorts
      .map((port, index) => `${index + 1}@127.0.0.1:${port}`)
      .join(','),
    'log.dirs': dataFolder,
    // An undeclared topic is a bug, as in production.
    'auto.create.topics.enable': 'false',
    'default.replication.factor': replicas,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.replication.factor': replicas,
    'min.insync.replicas': Math.max(1, replicas - 1),
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': 1,
    // The default is 50 partitions, and the first consumer would wait for 50 folders.
    'offsets.topic.num.partitions': 8,
    'group.initial.rebalance.delay.ms': 0,
    'num.network.threads': 2,
    'num.io.threads': 4,
    // The default of 128 MiB would be a quarter of this broker's heap.
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

/** What a TLS test needs besides our settings. */
export interface Neo4jExtras {
  /** Settings that override ours. Plain bolt must stay open, because the readiness probe uses it. */
  settings: Record<string, string>;
}

/** neo4j.conf as text. */
export function neo4jConf(
  folder: string,
  ports: Pick<Ports, 'bolt'>,
  { settings: more }: Neo4jExtras = { settings: {} },
): string {
  const settings: Record<string, string> = {
    'server.default_listen_address': '127.0.0.1',
    'server.bolt.listen_address': `127.0.0.1:${ports.bolt}`,
    'server.bolt.advertised_address': `127.0.0.1:${ports.bolt}`,
    // Only bolt is used, and the jars do not include the browser.
    'server.http.enabled': 'false',
    'server.https.enabled': 'false',
    'server.directories.data': `${folder}/data`,
    'server.directories.logs': `${folder}/logs`,
    'server.memory.pagecache.size': '512m',
    // No query may hold locks, or wait for them, longer than this.
    'db.transaction.timeout': '30s',
    // How often timeouts are checked. The default of 2 s is coarser than a rule's budget.
    'db.transaction.monitor.check.interval': '200ms',
    'db.lock.acquisition.timeout': '5s',
    // Otherwise every database starts with 256 MiB of empty transaction log.
    'db.tx_log.preallocate': 'false',
    'dbms.usage_report.enabled': 'false',
    'server.bolt.telemetry.enabled': 'false',
    // Databases are already closed when these waits begin. The defaults add ten idle seconds to every stop.
    'internal.server.bolt.thread_pool_shutdown_wait_time': '200ms',
    'internal.server.bolt.connection_shutdown_wait_time': '200ms',
    ...more,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
