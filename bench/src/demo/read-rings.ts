// Rings as the analyzer's API lists them.
import { type Ring, ring } from '@ringtrace/contracts';

const pageSize = 1_000;

/** Findings of every rule first found at or after `since`, all pages, each once, oldest first. */
export async function readRings(analyzerUrl: string, since: Date): Promise<Ring[]> {
  const rings = new Map<string, Ring>();
  let from = since.toISOString();
  for (;;) {
    const query = new URLSearchParams({ since: from, limit: String(pageSize) });
    const answer = await fetch(`${analyzerUrl}/v1/rings?${query}`);
    if (!answer.ok) throw new Error(`GET /v1/rings answered ${answer.status}`);
    const { data } = (await answer.json()) as { data: unknown[] };
    const known = rings.size;
    const found = data.map((one) => ring.parse(one));
    for (const one of found) rings.set(one.id, one);
    // The next page begins at the last one's time, and so with rings that are known already.
    if (found.length < pageSize || rings.size === known) return [...rings.values()];
    from = found.at(-1)?.foundAt ?? from;
  }
}
