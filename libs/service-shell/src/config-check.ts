// Checks across variables that a schema of single variables cannot express. Pure.
import { z } from 'zod';

export interface ConfigCheck<Config> {
  variable: keyof Config & string;
  /** Continues the variable's name: "requires …". */
  reason: string;
  /** Variables that are invalid on their own are missing from `config`. */
  isBroken: (config: Partial<Config>) => boolean;
}

/** zod checks for the schema of a service: `z.object({ … }).check(...crossFieldChecks(checks))`. */
export function crossFieldChecks<Config>(checks: ConfigCheck<Config>[]) {
  return checks.map(({ variable, reason, isBroken }) =>
    z.refine<Partial<Config>>((config) => !isBroken(config), {
      path: [variable],
      error: reason,
      // Runs even if other variables are invalid, so that everything is reported at once.
      when: () => true,
    }),
  );
}
