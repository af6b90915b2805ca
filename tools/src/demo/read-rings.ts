// Rings as the analyzer's API lists them.
import { type Ring, ring } from '@ringtrace/contracts';
import { withKey } from '../pipeline/with-key.ts';

const pageSize = 1_000;

/** Findings of every rule first found at or after `since`, all pages, each once, oldest first. */
export async function readRings(analyzerUrl: string, apiKey: string, since: Date): Promise<Ring[]> {
  const rings: Ring[] = [];
  let place = { since: since.toISOString(), after: '' };
  for (;;) {
    const query = new URLSearchParams({ ...place, limit: String(pageSize) });
    const answer = await fetch(`${analyzerUrl}/v1/rings?${query}`, { headers: withKey(apiKey) });
    if (!answer.ok) throw new Error(`GET /v1/rings answered ${answer.status}`);
    const { data } = (await answer.json()) as { data: unknown[] };
    const page = data.map((one) => ring.parse(one));
    rings.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return rings;
    place = { since: last.foundAt, after: last.id };
  }
}
