// The reference model states scores and thresholds a second time, so that a change by mistake is noticed.
import { defaultThresholds, scores } from '@ringtrace/tools';
import { readShippedRules } from '../src/rules/rule-source.repository.ts';

/** Limits of what a query looks at, which the reference model does not have. */
const caps = ['maxNeighbours', 'maxDegree', 'maxRings'];

it('has the same scores and thresholds in the shipped rules and the reference model', async () => {
  const shipped = await readShippedRules();
  const withoutCaps = shipped.map(({ id, parameters }) => [
    id,
    Object.fromEntries(Object.entries(parameters).filter(([name]) => !caps.includes(name))),
  ]);
  expect(Object.fromEntries(withoutCaps)).toEqual(defaultThresholds);
  expect(Object.fromEntries(shipped.map(({ id, score }) => [id, score]))).toEqual(scores);
});
