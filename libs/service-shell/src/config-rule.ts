// Variables that contradict each other: what a schema of single variables cannot say. Pure.
import { z } from 'zod';

export interface ConfigRule<Config> {
  variable: keyof Config & string;
  /** Goes on the variable's name: "is of no use without …". */
  reason: string;
  /** Of variables that are wrong by themselves nothing is known. */
  isBroken: (config: Partial<Config>) => boolean;
}

/** For the schema of a service: `z.object({ … }).check(...checks)`. */
export function checksOf<Config>(rules: ConfigRule<Config>[]) {
  return rules.map(({ variable, reason, isBroken }) =>
    z.refine<Partial<Config>>((config) => !isBroken(config), {
      path: [variable],
      error: reason,
      // Also where other variables are wrong: all is reported at once.
      when: () => true,
    }),
  );
}
