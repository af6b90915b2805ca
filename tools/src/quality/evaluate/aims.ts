// What we want to reach, and whether scores do. Pure.
import type { Scores } from './scores.ts';

const minRecall = 0.95;
const minPrecision = 0.9;
/** Share of the patterns of one class with a flagged transaction; it must stay below. */
export const maxOfALookAlike = 0.02;

export interface Aim {
  what: string;
  wanted: string;
  measured: number | null;
  isReached: boolean;
}

export function judgeAims({ rings, lookAlikes }: Scores): Aim[] {
  const [worst] = lookAlikes.toSorted((a, b) => (b.shareOfPatterns ?? 0) - (a.shareOfPatterns ?? 0));
  return [
    {
      what: 'recall of patterns within reach of the rules',
      wanted: '≥ 95 %',
      measured: rings.recallWithinReach,
      isReached: (rings.recallWithinReach ?? 0) >= minRecall,
    },
    {
      what: 'precision of alerts',
      wanted: '≥ 90 %',
      measured: rings.precision,
      isReached: (rings.precision ?? 0) >= minPrecision,
    },
    ...(worst === undefined
      ? []
      : [
          {
            what: `look-alikes flagged, worst class (${worst.lookAlike})`,
            wanted: '< 2 %',
            measured: worst.shareOfPatterns,
            isReached: (worst.shareOfPatterns ?? 0) < maxOfALookAlike,
          },
        ]),
  ];
}
