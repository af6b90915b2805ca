import { muleFanCases } from './mule-fan.fixture.ts';

export const cases = muleFanCases({
  min: 4,
  threshold: 'minPayees',
  others: 'payees',
  route: (mule, other) => `${mule}>${other}`,
});
