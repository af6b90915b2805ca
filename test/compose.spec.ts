// compose.yaml says the same as the code: topics, variables, ports, and how little a service may do.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { topicSettings } from '@ringtrace/contracts';
import { parse } from 'yaml';
import { config as analyzer } from '../services/analyzer/src/config.ts';
import { config as ingestor } from '../services/ingestor/src/config.ts';

interface Service {
  profiles?: string[];
  ports?: string[];
  environment?: Record<string, string | number>;
  command?: string[];
  read_only?: boolean;
  cap_drop?: string[];
}
const file = fileURLToPath(new URL('../compose.yaml', import.meta.url));
const { services } = parse(readFileSync(file, 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};

describe('compose.yaml', () => {
  it('starts the servers alone when nothing else is asked for', () => {
    const always = Object.entries(services).filter(([, service]) => service.profiles === undefined);
    expect(always.map(([name]) => name)).toEqual(['kafka', 'neo4j', 'agent']);
  });

  it('makes the topics of contracts, with their settings', () => {
    const script = services.topics?.command?.at(-1) ?? '';
    const made = [...script.matchAll(/^topic (\S+) --partitions (\d+) --config (\S+)=(\S+)$/gm)].map(
      ([, name, partitions, key = '', value]) => [
        name,
        { partitions: Number(partitions), config: { [key]: value } },
      ],
    );
    expect(Object.fromEntries(made)).toEqual(topicSettings);
  });

  it.each([
    ['ingestor', ingestor],
    ['analyzer', analyzer],
  ] as const)('sets variables that the %s reads, and lets it do little', (name, { shape }) => {
    const { environment = {}, ...service } = services[name] ?? {};
    const known = Object.keys(shape);
    const own = Object.keys(environment).filter((key) => !key.startsWith('DD_'));
    expect(own.filter((key) => !known.includes(key))).toEqual([]);
    expect([service.read_only, service.cap_drop]).toEqual([true, ['ALL']]);
  });

  it('opens ports to this machine only', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(4);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });
});
