// What must hold after any fault, whatever it was. Pure.
import type { Decision } from '@ringtrace/contracts';

/** Everything that can be seen from outside after a stream of payments. */
export interface Observation {
  /** Ids with a 202. */
  accepted: ReadonlySet<string>;
  /** Ids without a clear answer: they may or may not have been accepted. */
  unknown: ReadonlySet<string>;
  /** The decision of each id's newest verdict. */
  decisions: ReadonlyMap<string, Decision>;
  /** Ids of payments that became dead letters. */
  deadLetters: ReadonlySet<string>;
  /** What the reference model decides about the payments that were judged. */
  expected: ReadonlyMap<string, Decision>;
  /** How often the graph stores each id. */
  stored: ReadonlyMap<string, number>;
}

/** One sentence per broken promise, with the first ids; empty if all hold. */
export function violationsOf(seen: Observation): string[] {
  const { accepted, unknown, decisions, deadLetters, expected, stored } = seen;
  const ended = new Set([...decisions.keys(), ...deadLetters]);
  const problems: [what: string, ids: string[]][] = [
    ['accepted, but neither judged nor dead-lettered', [...accepted].filter((id) => !ended.has(id))],
    [
      'judged or dead-lettered, but never sent',
      [...ended].filter((id) => !accepted.has(id) && !unknown.has(id)),
    ],
    ['good payments that became dead letters', [...deadLetters]],
    [
      'judged other than the reference model judges',
      [...decisions].flatMap(([id, decision]) => (expected.get(id) === decision ? [] : [id])),
    ],
    ['judged, but not stored exactly once', [...decisions.keys()].filter((id) => stored.get(id) !== 1)],
  ];
  return problems.flatMap(([what, ids]) =>
    ids.length === 0 ? [] : [`${ids.length} ${what}: ${ids.slice(0, 3).join(', ')}`],
  );
}
