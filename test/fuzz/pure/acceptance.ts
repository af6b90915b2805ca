// HTTP targets that need no server: bodies and queries, parsed the way the services parse them.
import { fieldErrors } from '@ringtrace/contracts';
import fc from 'fast-check';
import { ringsQuery } from '../../../services/analyzer/dist/verdict/rings-query.js';
import { checkProperty, hold, type Target } from '../target.ts';
import { changed, hostileValue, validRequest } from './hostile-values.ts';
import { acceptanceHolds } from './invariants.ts';

const party = changed({ accountId: 'fuzz-account' });
const time = fc
  .tuple(
    fc.constantFrom('0000', '0001', '1969', '1970', '2026', '9999', '+012026', '-000001'),
    fc.constantFrom('-01-01', '-02-29', '-02-30', '-12-31', '-13-01', ''),
    fc.constantFrom('T00:00:00', 'T24:00:00', 'T23:59:60', 'T12:00', 't12:00:00', ' 12:00:00', ''),
    fc.constantFrom('', '.0', '.123456789012345678901234567890', ',5'),
    fc.constantFrom('Z', 'z', '+00:00', '-00:00', '+23:59', '-23:59', '+24:00', '+0100', '+01', ''),
  )
  .map((parts) => parts.join(''));
const ip = fc.oneof(
  fc.ipV4Extended(),
  fc.ipV6(),
  fc.constantFrom('::', '::ffff:1.2.3.4', 'fe80::1%eth0', '1.2.3'),
);

const request = fc
  .tuple(changed(validRequest), fc.option(party), fc.option(time), fc.option(ip))
  .map(([body, payer, occurredAt, address]) => ({
    ...body,
    ...(payer && { payer }),
    ...(occurredAt !== null && { occurredAt }),
    ...(address !== null && { ip: address }),
  }));

const body = fc.oneof(
  { weight: 12, arbitrary: request },
  { weight: 1, arbitrary: hostileValue },
  // As parsed from JSON: without values that only JavaScript has.
  { weight: 3, arbitrary: request.map((each) => JSON.parse(JSON.stringify(each)) as unknown) },
);

const text = fc.oneof(
  time,
  fc.string({ unit: 'binary', maxLength: 200 }),
  hostileValue.map((each) => JSON.stringify(each) ?? ''),
  fc.double().map(String),
);
const query = fc
  .dictionary(
    fc.oneof(fc.constantFrom('since', 'after', 'mode', 'limit'), fc.string()),
    fc.oneof(text, fc.array(text, { maxLength: 2 })),
    { maxKeys: 4 },
  )
  .map((each) => ({ ...each }));

/** A query is refused, or yields a time, a text, a mode and a limit that the database accepts. */
function queryHolds(input: unknown): void {
  const parsed = ringsQuery.safeParse(input);
  if (!parsed.success) {
    hold(fieldErrors(parsed.error).length > 0, 'refused without saying why');
    return;
  }
  const { since, limit } = parsed.data;
  hold(Number.isSafeInteger(new Date(since).getTime()), `no time: ${since}`);
  hold(Number.isInteger(limit) && limit >= 1 && limit <= 1_000, `no limit: ${limit}`);
}

export const acceptanceTargets: Target[] = [
  {
    name: 'acceptance',
    promise: 'a body is refused by the names of its fields, or accepted and then holds tokens only',
    cases: { whole: 40_000, short: 4_000 },
    run: (cases, seed) => checkProperty(fc.property(body, acceptanceHolds), { cases, seed }),
  },
  {
    name: 'rings-query',
    promise: 'a query is refused, or yields values that the database accepts',
    cases: { whole: 20_000, short: 2_000 },
    run: (cases, seed) => checkProperty(fc.property(query, queryHolds), { cases, seed }),
  },
];
