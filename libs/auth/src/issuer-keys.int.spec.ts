// The issuer goes down, comes back and rotates its keys: who is still accepted, and how often the keys are fetched.
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
    const result = await verifier.authenticate(await token);
    return 'failure' in result ? result.failure : 'accepted';
  };
  return { issuer, outcome, verifier };
}

afterEach(async () => {
  await Promise.all(issuers.splice(0).map((issuer) => issuer.stop()));
});

it('fetches the keys once for many tokens', async () => {
  const { issuer, outcome } = await given();
  const tokens = await Promise.all(Array.from({ length: 20 }, () => issuer.sign()));
  expect(new Set(await Promise.all(tokens.map(outcome)))).toEqual(new Set(['accepted']));
  expect(issuer.reads).toBe(1);
});

it('accepts a new key with its first token, and the old key while it is published', async () => {
  const { issuer, outcome } = await given();
  const old = await issuer.sign();
  expect(await outcome(old)).toBe('accepted');
  await issuer.rotate();
  expect([await outcome(issuer.sign()), await outcome(old)]).toEqual(['accepted', 'accepted']);
  expect(issuer.reads).toBe(2);
});

it('rejects a withdrawn key after a background refresh', async () => {
  const { issuer, outcome } = await given({ maxAgeMs: -1 });
  const old = await issuer.sign();
  expect(await outcome(old)).toBe('accepted');
  await issuer.rotate({ withdraw: true });
  await waitUntil(async () => (await outcome(old)) === 'unknown-key', {
    timeoutMs: 5_000,
    what: 'the old key to be rejected',
    everyMs: 10,
  });
});

it('accepts known keys while the issuer is down, cannot verify unknown ones, and recovers', async () => {
  const { issuer, outcome } = await given({ maxAgeMs: -1 });
  const known = await issuer.sign();
  expect(await outcome(known)).toBe('accepted');
  // when the issuer goes down and the keys become old
  await issuer.stop();
  expect([await outcome(known), await outcome(known)]).toEqual(['accepted', 'accepted']);
  await issuer.rotate();
  const unknown = await issuer.sign();
  expect(await outcome(unknown)).toBe('issuer-unavailable');
  // and when it is back up
  await issuer.start();
  expect([await outcome(unknown), await outcome(known)]).toEqual(['accepted', 'accepted']);
});

it.each([
  ['an error', { status: 500, body: 'canary' }],
  ['something other than JSON', { status: 200, body: '<html>' }],
  ['JSON that is not a key set', { status: 200, body: '{"canary":1}' }],
])('treats an issuer that answers with %s as unavailable', async (_what, broken) => {
  const { issuer, outcome } = await given({ maxAgeMs: -1 });
  const known = await issuer.sign();
  expect(await outcome(known)).toBe('accepted');
  issuer.broken = broken;
  await issuer.rotate();
  expect([await outcome(issuer.sign()), await outcome(known)]).toEqual(['issuer-unavailable', 'accepted']);
});

it('rejects keys that are older than maxStaleMs', async () => {
  const { issuer, outcome } = await given({ maxAgeMs: 0, maxStaleMs: 50 });
  const known = await issuer.sign();
  expect(await outcome(known)).toBe('accepted');
  await issuer.stop();
  await waitUntil(async () => (await outcome(known)) === 'issuer-unavailable', {
    timeoutMs: 5_000,
    what: 'the keys to expire',
    everyMs: 10,
  });
});

it('does not flood the issuer for made-up key ids, whether it is up or down', async () => {
  const { issuer, outcome } = await given({ cooldownMs: 60_000 });
  expect(await outcome(issuer.sign())).toBe('accepted');
  for (let n = 0; n < 20; n++)
    expect(await outcome(issuer.sign({}, { kid: `made-up-${n}` }))).toBe('unknown-key');
  expect(issuer.reads).toBe(1);

  const down = await given({ cooldownMs: 60_000 });
  down.issuer.broken = { status: 503, body: '' };
  for (let n = 0; n < 20; n++) expect(await down.outcome(down.issuer.sign())).toBe('issuer-unavailable');
  expect(down.issuer.reads).toBe(1);
});

it('rejects a valid token whose algorithm is not allowed', async () => {
  const { issuer, outcome } = await given({ algorithms: ['RS256', 'EdDSA'] });
  expect(await outcome(issuer.sign())).toBe('wrong-algorithm');
  const { issuer: other, outcome: ofOther } = await given({ algorithms: ['RS256', 'ES256'] });
  expect(await ofOther(other.sign())).toBe('accepted');
});

it.each([
  [30, -20, 'accepted'],
  [30, -40, 'expired'],
  [0, -2, 'expired'],
  [60, -40, 'accepted'],
])(
  'with a clock tolerance of %i s, a token that expires in %i s is %s',
  async (tolerance, seconds, expected) => {
    const { issuer, outcome } = await given({ clockToleranceSeconds: tolerance });
    expect(await outcome(issuer.sign({ exp: Math.floor(Date.now() / 1_000) + seconds }))).toBe(expected);
  },
);
