import { muleFanCases } from './mule-fan.fixture.ts';

export const cases = muleFanCases({
  min: 5,
  threshold: 'minPayers',
  others: 'payers',
  route: (mule, other) => `${other}>${mule}`,
});
