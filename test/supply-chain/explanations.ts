// The known weaknesses of packages that do not concern us, each with the reason and a day on which that is looked at
// again. Whoever adds one has tried to update or override the package first.
import type { Explanation } from './judge-advisories.ts';

export const explanations: Explanation[] = [];
