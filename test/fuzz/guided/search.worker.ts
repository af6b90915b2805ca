// The guided search: inputs that reach a new place in the code are kept and mutated further.
import { parentPort, workerData } from 'node:worker_threads';
// Load Nest and kafkajs before counting starts: their blocks far outnumber ours.
import '@ringtrace/traced-kafka';
import { Random } from '../../../tools/dist/traffic/random.js';
import { validEvent, validRequest } from '../pure/hostile-values.ts';
import type { Outcome } from '../target.ts';
import { mutate } from './mutate.ts';
import { ReachedPlaces } from './reached-places.ts';

export interface Assignment {
  attempt: keyof typeof attempts;
  cases: number;
  seed: number;
}

/** Coverage is read once per this many inputs: reading it takes far longer than running one. */
const together = 60;
const maxFindings = 5;

const places = new ReachedPlaces();
// Loaded only now, so that all blocks of it and of zod are counted.
const { acceptanceHolds, decoderHolds } = await import('../pure/invariants.ts');

const keys = [Buffer.from(validEvent.id), null, Buffer.from([0xff, 0x00])];

const attempts = {
  /** The first byte chooses the key. */
  decode: (input: Buffer) => decoderHolds(keys[(input[0] ?? 0) % keys.length] ?? null, input.subarray(1)),
  /** Invalid JSON is refused by Fastify, so it is skipped here. */
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
  /** Bisects the batch and keeps the inputs that reach something new. */
  function keep(inputs: Buffer[]): void {
    const news = [...placesOf(inputs)].filter((place) => !reached.has(place));
    if (news.length === 0) return;
    if (inputs.length === 1) corpus.push(...inputs);
    else {
      const middle = inputs.length >> 1;
      keep(inputs.slice(0, middle));
      keep(inputs.slice(middle));
    }
    // Also keeps what only shows in combination, such as a count that V8 reports late.
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
