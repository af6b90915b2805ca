// The reference model states scores and thresholds a second time: a change in one place only is a mistake.
import { defaultThresholds, scores } from '@ringtrace/tools';
import { readShippedRules } from '../src/rules/rule-source.repository.ts';

/** Bounds of what a query looks at; the reference model has none. */
const caps = ['maxNeighbours', 'maxDegree', 'maxRings'];

it('scores and thresholds of the shipped rules are those of the reference model', async () => {
  const shipped = await readShippedRules();
  const withoutCaps = shipped.map(({ id, parameters }) => [
    id,
    Object.fromEntries(Object.entries(parameters).filter(([name]) => !caps.includes(name))),
  ]);
  expect(Object.fromEntries(withoutCaps)).toEqual(defaultThresholds);
  expect(Object.fromEntries(shipped.map(({ id, score }) => [id, score]))).toEqual(scores);
});
