// How long what is still to come takes, in words. Pure.

export function timeLeft<Name extends string>(parts: readonly Name[], seconds: Record<Name, number>): string {
  const total = parts.reduce((sum, name) => sum + seconds[name], 0);
  if (total < 90) return `about ${Math.max(10, Math.round(total / 10) * 10)} s left`;
  return `about ${Math.round(total / 60)} min left`;
}
