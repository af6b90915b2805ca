// Rings as the analyzer's API lists them.
import { type Ring, ring } from '@ringtrace/contracts';
import { z } from 'zod';

const pageSize = 1_000;
const page = z.object({ data: z.array(ring), timestamp: z.iso.datetime() });

/** Findings of every rule first found at or after `since`, all pages, each once, oldest first. */
export async function readRings(analyzerUrl: string, since: Date): Promise<Ring[]> {
  const rings = new Map<string, Ring>();
  let from = since.toISOString();
  for (;;) {
    const query = new URLSearchParams({ since: from, limit: String(pageSize) });
    const answer = await fetch(`${analyzerUrl}/v1/rings?${query}`);
    if (!answer.ok) throw new Error(`GET /v1/rings answered ${answer.status}`);
    const { data } = page.parse(await answer.json());
    const known = rings.size;
    for (const one of data) rings.set(one.id, one);
    // The next page begins at the last one's time, and so with rings that are known already.
    if (data.length < pageSize || rings.size === known) return [...rings.values()];
    from = data.at(-1)?.foundAt ?? from;
  }
}
