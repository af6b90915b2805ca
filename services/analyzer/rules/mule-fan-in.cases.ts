import { muleFanCases } from './mule-fan.fixture.ts';

export const cases = muleFanCases({
  min: 5,
  threshold: 'minPayers',
  others: 'payers',
  way: (mule, other) => `${other}>${mule}`,
});
