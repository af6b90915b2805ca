// Advisories that do not concern us, each with a reason and the day on which to look at it again. Before adding one,
// try to update or override the package.
import type { Explanation } from './judge-advisories.ts';

export const explanations: Explanation[] = [];
