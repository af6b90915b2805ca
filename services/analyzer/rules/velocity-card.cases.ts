import { velocityCases } from './velocity.fixture.ts';

export const cases = velocityCases('card', (id) => `payer>shop${id}`);
