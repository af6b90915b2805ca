// The guided search: inputs that reach a place in the code that none has reached before are kept, and changed further.
import { parentPort, workerData } from 'node:worker_threads';
// Nest and kafkajs, before any block is counted: there are far more of them than of ours.
import '@ringtrace/traced-kafka';
import { Random } from '../../../tools/dist/traffic/random.js';
import { validEvent, validRequest } from '../pure/valid.ts';
import type { Outcome } from '../target.ts';
import { mutate } from './mutate.ts';
import { ReachedPlaces } from './reached-places.ts';

export interface Assignment {
  attempt: keyof typeof attempts;
  cases: number;
  seed: number;
}

/** Coverage is read once for so many: reading it takes far longer than an input does. */
const together = 60;
const maxFindings = 5;

const places = new ReachedPlaces();
// Loaded only now, so that every block of it, and of zod, is counted.
const { acceptanceHolds, decoderHolds } = await import('../pure/invariants.ts');

const keys = [Buffer.from(validEvent.id), null, Buffer.from([0xff, 0x00])];

const attempts = {
  /** The first byte chooses the key. */
  decode: (input: Buffer) => decoderHolds(keys[(input[0] ?? 0) % keys.length] ?? null, input.subarray(1)),
  /** What is no JSON is Fastify's to refuse. */
  accept: (input: Buffer) => {
    const body = parsed(input);
    if (body !== undefined) acceptanceHolds(body);
  },
};
const examples = {
  decode: [`0${JSON.stringify(validEvent)}`, '0{}', '1[]'],
  accept: [JSON.stringify(validRequest), '{}', '[]'],
};

parentPort?.postMessage(search(workerData as Assignment));

function search({ attempt, cases, seed }: Assignment): Outcome {
  const random = new Random(seed);
  const corpus: Buffer[] = examples[attempt].map((text) => Buffer.from(text));
  const findings = new Map<string, string>();
  const reached = placesOf(corpus);
  let tried = 0;

  function placesOf(inputs: Buffer[]): Set<string> {
    places.take();
    for (const input of inputs) {
      const failure = failureOf(attempts[attempt], input);
      if (failure !== undefined)
        findings.set(failure, `${failure}\ninput: ${JSON.stringify(input.toString('latin1'))}`);
    }
    return places.take();
  }
  /** Keeps those of the inputs that reach something new, found by halves. */
  function keep(inputs: Buffer[]): void {
    const news = [...placesOf(inputs)].filter((place) => !reached.has(place));
    if (news.length === 0) return;
    if (inputs.length === 1) corpus.push(...inputs);
    else {
      const middle = inputs.length >> 1;
      keep(inputs.slice(0, middle));
      keep(inputs.slice(middle));
    }
    // Also what shows only in company: a count that V8 keeps late, say.
    for (const place of news) reached.add(place);
  }

  for (; tried < cases && findings.size < maxFindings; tried += together)
    keep(Array.from({ length: together }, () => mutate(corpus, random)));
  const note = `${corpus.length - examples[attempt].length} inputs kept, ${reached.size} places reached`;
  return { cases: tried, findings: [...findings.values()], note };
}

function failureOf(attempt: (input: Buffer) => void, input: Buffer): string | undefined {
  try {
    attempt(input);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

function parsed(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString());
  } catch {
    return undefined;
  }
}
