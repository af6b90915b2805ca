// Both charts lint and render, with their defaults and with every example.
import { defaults, examplesOf, manifestsOf, ourCharts, ours } from './charts.ts';
import { helm } from './tools.ts';

describe.each(ourCharts)('charts/%s', (chart) => {
  it.each(['', ...examplesOf(chart)])('lints with %p', async (example) => {
    const values = example === '' ? [] : ['-f', example];
    const said = await helm(['lint', '--strict', `charts/${chart}`, ...values]);
    expect(said).toContain('1 chart(s) linted, 0 chart(s) failed');
  });

  it('has an example for a laptop and one for staging', () => {
    expect(examplesOf(chart)).toEqual(
      expect.arrayContaining(['dev', 'staging'].map((name) => `charts/${chart}/examples/${name}.yaml`)),
    );
  });
});

describe('the rendered output', () => {
  it.each([...defaults, ...ours])('is not empty: $what', async (source) => {
    const manifests = await manifestsOf(source);
    expect(manifests.length).toBeGreaterThan(1);
    expect(
      manifests.filter(({ apiVersion, kind, metadata }) => !(apiVersion && kind && metadata?.name)),
    ).toEqual([]);
  });

  it('is the same each time: no generated password, no clock', async () => {
    for (const source of ours) expect(await manifestsOf(source)).toEqual(await manifestsOf(source));
  });
});
