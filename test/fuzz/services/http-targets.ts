// Targets at the HTTP port of both services: bytes that may be HTTP. Every answer must be one that a client can use.
import type { Service } from '@ringtrace/tools';
import fc from 'fast-check';
import { checkProperty, hold, type Outcome, type Target } from '../target.ts';
import { type RawAnswer, type RawRequest, rawRequest, sendRaw } from './raw-request.ts';
import { ailments, type FuzzedServices, logLength } from './start-services.ts';

const atOnce = 8;

export const httpTargets = (services: () => FuzzedServices): Target[] =>
  (['ingestor', 'analyzer'] as const).map((name) => ({
    name: `http-${name}`,
    promise: 'every whole request is answered, no answer is a 5xx, no error without a problem',
    cases: { whole: 20_000, short: 2_000 },
    run: (cases, seed) => fuzzHttp(services()[name], services().credentials, cases, seed),
  }));

async function fuzzHttp(
  service: Service,
  credentials: Record<string, string>,
  cases: number,
  seed: number,
): Promise<Outcome> {
  const logged = logLength(service);
  const requests = fc.array(rawRequest(credentials), { minLength: atOnce, maxLength: atOnce });
  const property = fc.asyncProperty(requests, async (batch) => {
    const answers = await Promise.all(batch.map((request) => sendRaw(service.url, request)));
    for (const [index, request] of batch.entries()) judge(request, answers[index] as RawAnswer);
  });
  const { cases: tried, findings } = await checkProperty(property, { cases, seed, casesPerRun: atOnce });
  return { cases: tried, findings: [...findings, ...(await ailments(service, logged))] };
}

function judge(request: RawRequest, answer: RawAnswer): void {
  try {
    answerHolds(request, answer);
  } catch (error) {
    const { head, body, comes } = request;
    const input = { head, body: body.toString('latin1'), comes, answer: answer.text.slice(0, 500) };
    throw Object.assign(error as Error, { input });
  }
}

function answerHolds({ head, isWhole }: RawRequest, { text, isReset }: RawAnswer): void {
  // A 100 is followed by another answer.
  const status = Number([...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].at(-1)?.[1]);
  if (Number.isNaN(status)) {
    hold(text === '', 'an answer that is no HTTP');
    hold(!isWhole || isReset, 'a whole request without an answer');
    return;
  }
  hold(!/HTTP\/1\.1 5\d\d /.test(text), `answered ${status}`);
  if (status < 400 || head.startsWith('HEAD ')) return;
  hold(/\r\ncontent-type: application\/problem\+json/i.test(text), `${status} without a problem`);
}
