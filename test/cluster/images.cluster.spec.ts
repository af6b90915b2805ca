// The built images: their content, and how their process exits.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '@ringtrace/tools';
import { getJson, kubectl, namespace, root } from './commands.ts';
import { type Component, podsOf, removeLonePod, startLonePod } from './pods.ts';

interface Packages {
  devDependencies: Record<string, string>;
}

const program = readFileSync(join(root, 'test/cluster/images/content.mjs'), 'utf8');

describe.each<Component>(['ingestor', 'analyzer'])('the image of the %s', (component) => {
  it('holds what the service needs, and nothing else', async () => {
    const [pod] = await podsOf(component);
    const content = JSON.parse(
      await kubectl(
        ['exec', '-i', '-n', namespace, pod?.name ?? '', '--', 'node', '--input-type=module', '-'],
        { input: program },
      ),
    );
    expect(content).toMatchObject({
      ...{
        sources: [],
        tests: [],
        writable: [],
        secrets: [],
        foreignBuilds: [],
        brokenLinks: [],
        failing: [],
      },
      services: component === 'analyzer' ? ['analyzer', 'dead-letters', 'erase'] : [component],
      node: expect.stringMatching(/^v24\./),
    });
    expect(content.compiled).toBeGreaterThan(50);
    expect(content.sourceMaps).toBe(content.compiled);
    expect(content.packages).toEqual(expect.arrayContaining(['dd-trace', 'kafkajs', '@nestjs/core']));
    expect(content.packages.includes('neo4j-driver')).toBe(component === 'analyzer');
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Packages;
    const development = Object.keys(devDependencies).filter(
      (name) => !['kafkajs', 'neo4j-driver', 'rxjs', 'yaml', '@ringtrace/contracts'].includes(name),
    );
    expect(content.packages.filter((name: string) => development.includes(name))).toEqual([]);
    expect(content.bytes).toBeLessThan(200 * 1024 * 1024);
  });

  it('exits with code 0 within its grace period on SIGTERM', async () => {
    const name = `stops-${component}`;
    const { terminationGracePeriodSeconds } = await startLonePod(name, component);
    try {
      await kubectl(['wait', `pod/${name}`, '-n', namespace, '--for=condition=Ready', '--timeout=90s']);
      const begin = Date.now();
      await kubectl(['exec', '-n', namespace, name, '--', 'sh', '-c', 'kill -TERM 1']);
      await waitUntil(
        async () =>
          (await getJson(['pod', name, '-n', namespace])).status.containerStatuses[0].state.terminated,
        {
          timeoutMs: 90_000,
          what: `${name} to end`,
        },
      );
      const { status } = await getJson(['pod', name, '-n', namespace]);
      expect(status.containerStatuses[0].state.terminated).toMatchObject({
        exitCode: 0,
        reason: 'Completed',
      });
      expect((Date.now() - begin) / 1_000).toBeLessThan(terminationGracePeriodSeconds);
    } finally {
      await removeLonePod(name);
    }
  }, 240_000);
});
