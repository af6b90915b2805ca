// The images as they were built: what is in them, and how their process ends.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '@ringtrace/tools';
import { getJson, kubectl, root } from './commands.ts';
import { removeLonePod, startLonePod } from './lone-pod.ts';
import { namespace } from './names.ts';
import { type Component, podsOf } from './pods.ts';

type Packages = { devDependencies: Record<string, string> };

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
      services: component === 'analyzer' ? ['analyzer', 'erase'] : [component],
      node: expect.stringMatching(/^v24\./),
    });
    expect(content.compiled).toBeGreaterThan(50);
    expect(content.sourceMaps).toBe(content.compiled);
    expect(content.packages).toEqual(expect.arrayContaining(['dd-trace', 'kafkajs', '@nestjs/core']));
    expect(content.packages.includes('neo4j-driver')).toBe(component === 'analyzer');
    const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Packages;
    const development = Object.keys(devDependencies).filter(
      (name) => !['kafkajs', 'neo4j-driver', 'yaml', '@ringtrace/contracts'].includes(name),
    );
    expect(content.packages.filter((name: string) => development.includes(name))).toEqual([]);
    expect(content.bytes).toBeLessThan(200 * 1024 * 1024);
  });

  it('ends by itself with code 0 within its grace when it is told to', async () => {
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
