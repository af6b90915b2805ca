// What must never change by accident: only loopback, no auto-created topics, no telemetry, no unlimited query or lock.
import { neo4jConf, serverProperties } from './server-settings.ts';

describe('serverProperties', () => {
  const lines = serverProperties('/data', { kafka: 20001, kafkaController: 20002 }).split('\n');

  it('listens on loopback only', () => {
    const addresses = lines.filter((line) => /listeners=.*:\/\//.test(line));

    expect(addresses).toHaveLength(2);
    for (const line of addresses) expect(line.replaceAll('://127.0.0.1:', '')).not.toContain('://');
  });

  it('disables topic auto-creation and starts groups without delay', () => {
    expect(lines).toContain('auto.create.topics.enable=false');
    expect(lines).toContain('group.initial.rebalance.delay.ms=0');
  });

  it('makes one of three brokers a controller, too, and acknowledges what two of them have', () => {
    const node = { clusterId: 'c', nodeId: 2, controllerPorts: [11, 12, 13] };
    const text = serverProperties('/data', { kafka: 1, kafkaController: 2 }, { node });

    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        'node.id=2',
        'listeners=CLIENT://127.0.0.1:1,CONTROLLER://127.0.0.1:12',
        'controller.quorum.voters=1@127.0.0.1:11,2@127.0.0.1:12,3@127.0.0.1:13',
        'default.replication.factor=3',
        'min.insync.replicas=2',
      ]),
    );
  });

  it('adds listeners that a test asks for, also on loopback', () => {
    const settings = { 'ssl.client.auth': 'required' };
    const text = serverProperties(
      '/data',
      { kafka: 1, kafkaController: 2 },
      {
        listeners: [{ name: 'MTLS', port: 3, protocol: 'SSL', settings }],
        settings: { 'node.id': '7' },
      },
    );

    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        'listeners=CLIENT://127.0.0.1:1,MTLS://127.0.0.1:3,CONTROLLER://127.0.0.1:2',
        'advertised.listeners=CLIENT://127.0.0.1:1,MTLS://127.0.0.1:3',
        'listener.security.protocol.map=CLIENT:PLAINTEXT,MTLS:SSL,CONTROLLER:PLAINTEXT',
        'listener.name.mtls.ssl.client.auth=required',
        'node.id=7',
      ]),
    );
  });
});

describe('neo4jConf', () => {
  const lines = neo4jConf('/data', { bolt: 20003 }).split('\n');

  it.each([
    'server.bolt.listen_address=127.0.0.1:20003',
    'server.http.enabled=false',
    'dbms.usage_report.enabled=false',
    'db.transaction.timeout=30s',
    'db.lock.acquisition.timeout=5s',
  ])('%s', (line) => {
    expect(lines).toContain(line);
  });

  it("applies a test's settings", () => {
    const settings = { 'server.bolt.tls_level': 'OPTIONAL', 'db.transaction.timeout': '1s' };
    const changed = neo4jConf('/data', { bolt: 1 }, { settings }).split('\n');
    expect(changed).toEqual(
      expect.arrayContaining(['server.bolt.tls_level=OPTIONAL', 'db.transaction.timeout=1s']),
    );
  });
});
