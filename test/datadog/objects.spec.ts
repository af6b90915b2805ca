// Consistency of the files in k8s/datadog and docs/alerts.md; datadog.e2e.spec checks what they query.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { allUses, type Dashboard, leaves, type Monitor, type Objective, readObjects } from './objects.ts';
import { parseMonitorQuery } from './queries.ts';

const alerts = readFileSync(fileURLToPath(new URL('../../docs/alerts.md', import.meta.url)), 'utf8');
const sections = [...alerts.matchAll(/^## (.+)$/gm)].map(([, title]) => title);
const monitors = readObjects<Monitor>('monitors');
const slos = readObjects<Objective>('slos');

it('every query and formula parses', () => {
  expect(() => allUses()).not.toThrow();
});

it('every monitor has a section in docs/alerts.md, and every section a monitor', () => {
  expect(sections.filter((title) => title !== 'Changing alerts').sort()).toEqual([...monitors.keys()].sort());
});

describe.each([...monitors])('the monitor %s', (id, monitor) => {
  const query = parseMonitorQuery(monitor.query);

  it('can be identified by its tags, and has an owner', () => {
    expect(monitor.tags).toEqual(
      expect.arrayContaining(['managed_by:ringtrace', `ringtrace_id:${id}`, 'env:%env%', 'team:%team%']),
    );
    expect(monitor.name).toMatch(/^\[ringtrace %env%\] \S/);
    expect([1, 2, 3, 4, 5]).toContain(monitor.priority);
  });

  it('queries a single environment', () => {
    const scopes = query.uses.map(({ filters }) => filters.find(({ key }) => key === 'env')?.values);
    expect(scopes).toEqual(query.uses.map(() => ['%env%']));
  });

  it('has the threshold of its query, and a warning before it', () => {
    const { critical, warning } = monitor.options.thresholds;
    expect(critical).toBe(query.threshold);
    if (warning !== undefined)
      expect(query.comparator === '>' ? warning < critical : warning > critical).toBe(true);
  });

  it('says what is wrong, links its runbook and notifies somebody', () => {
    expect(monitor.message).toMatch(new RegExp(`\\S[^]*What to do: %runbook%#${id}\\n%notify%$`));
    const groups = new Set(query.uses.flatMap(({ groupBy }) => groupBy));
    const shown = [...monitor.message.matchAll(/\{\{([\w.]+)\}\}/g)].map(([, name = '']) => name);
    const known = ['value', 'threshold', ...[...groups].map((group) => `${group}.name`)];
    expect(shown.filter((name) => !known.includes(name))).toEqual([]);
  });
});

it.each([...slos])('the SLO %s can be identified, and warns before its target', (id, objective) => {
  expect(objective.tags).toEqual(['managed_by:ringtrace', `ringtrace_id:${id}`, 'env:%env%', 'team:%team%']);
  for (const { target, warning } of objective.thresholds) {
    expect([target < warning, warning < 100]).toEqual([true, true]);
  }
});

it.each([...readObjects<Dashboard>('dashboards')])(
  'the dashboard %s can be identified, and uses its variables',
  (id, board) => {
    expect(board.description).toContain(`ringtrace_id:${id},`);
    const services = board.template_variables.filter(({ prefix }) => prefix === 'service');
    expect(services.map(({ defaults }) => defaults)).toEqual([['%name%-ingestor'], ['%name%-analyzer']]);
    const text = JSON.stringify(board.widgets);
    expect(board.template_variables.filter(({ name }) => !text.includes(`$${name}`))).toEqual([]);
    expect(leaves(board.widgets).length).toBeGreaterThan(20);
  },
);

it('links within docs/alerts.md have a target', () => {
  const targets = [...alerts.matchAll(/\]\(#([a-z0-9-]+)\)/g)].map(([, target]) => target);
  expect(targets.filter((target) => !sections.includes(target))).toEqual([]);
});
