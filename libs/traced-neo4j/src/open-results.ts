// Results that nobody has consumed yet: of a session, and above it of the whole service. One open span withholds its
// whole trace, so each has an end that does not depend on its user.

export class OpenResults {
  private readonly ends = new Set<() => void>();
  private readonly above: OpenResults | undefined;

  constructor(above?: OpenResults) {
    this.above = above;
  }

  /**
   * Has `end` called by `endAll`, here or above, and after `limitMs` (0: no limit), for sessions that are never
   * closed. The returned function takes that back.
   */
  add(end: () => void, limitMs = 0): () => void {
    const timer = limitMs > 0 ? setTimeout(end, limitMs).unref() : undefined;
    const forgetAbove = this.above?.add(end);
    this.ends.add(end);
    return () => {
      clearTimeout(timer);
      forgetAbove?.();
      this.ends.delete(end);
    };
  }

  endAll(): void {
    for (const end of this.ends) end();
  }
}
