// compose.yaml agrees with the code: topics, variables, ports, and the privileges of a service.
import { existsSync, readFileSync } from 'node:fs';
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
  volumes?: (string | Mount)[];
}
interface Mount {
  source: string;
  target: string;
  read_only?: boolean;
  bind?: { create_host_path?: boolean };
}
const file = fileURLToPath(new URL('../compose.yaml', import.meta.url));
const { services } = parse(readFileSync(file, 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};

describe('compose.yaml', () => {
  it('starts only the servers by default', () => {
    const always = Object.entries(services).filter(([, service]) => service.profiles === undefined);
    expect(always.map(([name]) => name)).toEqual(['kafka', 'neo4j', 'agent']);
  });

  it('creates the topics of contracts, with their settings', () => {
    const script = services.topics?.command?.at(-1) ?? '';
    const made = [...script.matchAll(/^topic (\S+) --partitions (\d+)((?: --config \S+=\S+)+)$/gm)].map(
      ([, name, partitions, settings = '']) => {
        const config = [...settings.matchAll(/--config (\S+)=(\S+)/g)].map(([, key, value]) => [key, value]);
        return [name, { partitions: Number(partitions), config: Object.fromEntries(config) }];
      },
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

  it('reads rules from the folder it is given, and from none by default', () => {
    const { environment = {}, volumes = [] } = services.analyzer ?? {};
    const mount = (volumes as Mount[]).find(({ target }) => target.endsWith('/rules'));
    // `:+` yields an empty text when the variable is unset, which the analyzer treats as unset
    expect(environment.RULES_DIR).toBe(`\${RULES_DIR:+${mount?.target}}`);
    const [, otherwise = ''] = /^\$\{RULES_DIR:-(.+)\}$/.exec(mount?.source ?? '') ?? [];
    expect(existsSync(new URL(`../${otherwise}`, import.meta.url))).toBe(true);
    expect([mount?.read_only, mount?.bind?.create_host_path]).toEqual([true, false]);
  });

  it('mounts the key file into both services, and requires it', () => {
    for (const name of ['ingestor', 'analyzer']) {
      const { environment = {}, volumes = [] } = services[name] ?? {};
      const mount = (volumes as Mount[]).find(({ target }) => target === environment.AUTH_API_KEYS_FILE);
      expect(mount).toMatchObject({ read_only: true, bind: { create_host_path: false } });
    }
  });

  it('has the analyzer’s defaults for rules', () => {
    const { environment = {} } = services.analyzer ?? {};
    for (const name of ['RULES_RELOAD_SECONDS', 'RULE_BUDGET_MS']) {
      const [, given] = new RegExp(`^\\$\\{${name}:-(\\d+)\\}$`).exec(String(environment[name])) ?? [];
      const field = (analyzer.shape as Record<string, { parse(value: unknown): unknown }>)[name];
      expect(field?.parse(undefined)).toBe(Number(given));
    }
  });

  it('publishes ports on this machine only', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(4);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });
});
