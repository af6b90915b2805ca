import { all, finds, pay, several } from './rule-case.fixture.ts';
import { velocityCases } from './velocity.fixture.ts';

export const cases = [
  ...velocityCases('device', (id) => `payer${id}>shop`),
  finds(
    'five payments that each use another card',
    [all(5)],
    several(5, (id) =>
      pay(id, `payer${id}>shop`, 0, { type: 'card-payment', amountMinor: 100, device: 'd', card: id }),
    ),
  ),
];
