// Worlds in which a rule finds nothing prove nothing about it.
import { defaultThresholds, judge } from '@ringtrace/tools';
import fc from 'fast-check';
import { denseWorld } from './dense-world.fixture.ts';

it('contains findings of every rule in at least one world of twenty, but not in all', () => {
  const judgements = fc.sample(denseWorld, { seed: 1, numRuns: 200 }).map((world) => judge(world('x')));
  for (const rule of Object.keys(defaultThresholds)) {
    const hit = judgements.filter(({ findings }) => findings.some((finding) => finding.rule === rule));
    expect([rule, hit.length >= 10, hit.length < 200]).toEqual([rule, true, true]);
  }
});
