// The issuer goes away, comes back, changes its keys: who still gets in, and how often it is asked.

import { createLogger } from '@ringtrace/telemetry';
import { waitUntil } from '@ringtrace/tools';
import { Issuer } from './issuer.fixture.ts';
import { type JwtOptions, JwtVerifier } from './jwt-verifier.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const issuers: Issuer[] = [];

async function given(options: Partial<JwtOptions> = {}) {
  const issuer = new Issuer();
  issuers.push(issuer);
  await issuer.start();
  const { jwksUrl } = issuer;
  const verifier = new JwtVerifier(
    { jwksUrl, issuer: issuer.issuer, audience: ['orders'], cooldownMs: 0, timeoutMs: 500, ...options },
    logger,
  );
  const outcome = async (token: string | Promise<string>) => {
    const found = await verifier.authenticate(await token);
    return 'refusal' in found ? found.refusal : 'in';
  };
  return { issuer, outcome, verifier };
}

afterEach(async () => {
  await Promise.all(issuers.splice(0).map((issuer) => issuer.stop()));
});

it('the keys are read once, however many tokens come', async () => {
  const { issuer, outcome } = await given();
  const tokens = await Promise.all(Array.from({ length: 20 }, () => issuer.sign()));
  expect(new Set(await Promise.all(tokens.map(outcome)))).toEqual(new Set(['in']));
  expect(issuer.reads).toBe(1);
});

it('a new key is known with its first token, and the old one while it is published', async () => {
  const { issuer, outcome } = await given();
  const old = await issuer.sign();
  expect(await outcome(old)).toBe('in');
  await issuer.rotate();
  expect([await outcome(issuer.sign()), await outcome(old)]).toEqual(['in', 'in']);
  expect(issuer.reads).toBe(2);
});

it('a key that the issuer withdraws is out once the keys are read again, which no request waits for', async () => {
  const { issuer, outcome } = await given({ maxAgeMs: -1 });
  const old = await issuer.sign();
  expect(await outcome(old)).toBe('in');
  await issuer.rotate({ withdraw: true });
  await waitUntil(async () => (await outcome(old)) === 'unknown-key', {
    timeoutMs: 5_000,
    what: 'the old key to be out',
    everyMs: 10,
  });
});

it('while the issuer is away known keys count, unknown ones are neither taken nor refused; then all is as before', async () => {
  const { issuer, outcome } = await given({ maxAgeMs: -1 });
  const known = await issuer.sign();
  expect(await outcome(known)).toBe('in');
  // when it goes away, and the keys grow old
  await issuer.stop();
  expect([await outcome(known), await outcome(known)]).toEqual(['in', 'in']);
  await issuer.rotate();
  const unknown = await issuer.sign();
  expect(await outcome(unknown)).toBe('issuer-unavailable');
  // and when it is back
  await issuer.start();
  expect([await outcome(unknown), await outcome(known)]).toEqual(['in', 'in']);
});

it.each([
  ['an error', { status: 500, body: 'canary' }],
  ['no JSON', { status: 200, body: '<html>' }],
  ['no key set', { status: 200, body: '{"canary":1}' }],
])('an issuer that answers with %s is as one that is away', async (_what, broken) => {
  const { issuer, outcome } = await given({ maxAgeMs: -1 });
  const known = await issuer.sign();
  expect(await outcome(known)).toBe('in');
  issuer.broken = broken;
  await issuer.rotate();
  expect([await outcome(issuer.sign()), await outcome(known)]).toEqual(['issuer-unavailable', 'in']);
});

it('keys that are too old count no more', async () => {
  const { issuer, outcome } = await given({ maxAgeMs: 0, maxStaleMs: 50 });
  const known = await issuer.sign();
  expect(await outcome(known)).toBe('in');
  await issuer.stop();
  await waitUntil(async () => (await outcome(known)) === 'issuer-unavailable', {
    timeoutMs: 5_000,
    what: 'the end of its keys',
    everyMs: 10,
  });
});

it('made-up key ids do not flood the issuer, neither while it answers nor while it does not', async () => {
  const { issuer, outcome } = await given({ cooldownMs: 60_000 });
  expect(await outcome(issuer.sign())).toBe('in');
  for (let n = 0; n < 20; n++)
    expect(await outcome(issuer.sign({}, { kid: `made-up-${n}` }))).toBe('unknown-key');
  expect(issuer.reads).toBe(1);

  const away = await given({ cooldownMs: 60_000 });
  away.issuer.broken = { status: 503, body: '' };
  for (let n = 0; n < 20; n++) expect(await away.outcome(away.issuer.sign())).toBe('issuer-unavailable');
  expect(away.issuer.reads).toBe(1);
});

it('a good token with an algorithm that is not on the list is refused, though its key is known', async () => {
  const { issuer, outcome } = await given({ algorithms: ['RS256', 'EdDSA'] });
  expect(await outcome(issuer.sign())).toBe('wrong-algorithm');
  const { issuer: other, outcome: ofOther } = await given({ algorithms: ['RS256', 'ES256'] });
  expect(await ofOther(other.sign())).toBe('in');
});

it.each([
  [30, -20, 'in'],
  [30, -40, 'expired'],
  [0, -2, 'expired'],
  [60, -40, 'in'],
])(
  'with a tolerance of %i s a token that ended %i s from now is %s',
  async (tolerance, seconds, expected) => {
    const { issuer, outcome } = await given({ clockToleranceSeconds: tolerance });
    expect(await outcome(issuer.sign({ exp: Math.floor(Date.now() / 1_000) + seconds }))).toBe(expected);
  },
);
