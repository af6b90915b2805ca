// An open loop whose generator was late itself has measured the generator.

/** Throws unless 95 % of all began within 100 ms of their moment. */
export function expectPunctual({ within100Ms, worstMs }: { within100Ms: number; worstMs: number }): void {
  if (within100Ms >= 0.95) return;
  const share = (within100Ms * 100).toFixed(1);
  throw new Error(
    `invalid: only ${share} % were sent within 100 ms of their moment (worst ${Math.round(worstMs)} ms)`,
  );
}
