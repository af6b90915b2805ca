// Results that have not been consumed yet, per session and, as its parent, for the whole service. One open span holds back
// its whole trace, so each result ends even if its user never consumes it.

export class OpenResults {
  private readonly ends = new Set<() => void>();
  private readonly parent: OpenResults | undefined;

  constructor(parent?: OpenResults) {
    this.parent = parent;
  }

  /**
   * Registers `end`, to be called by `endAll` of this object or its parent, and after `limitMs` (0: no limit) for sessions
   * that are never closed. Returns a function that removes it.
   */
  add(end: () => void, limitMs = 0): () => void {
    const timer = limitMs > 0 ? setTimeout(end, limitMs).unref() : undefined;
    const removeFromParent = this.parent?.add(end);
    this.ends.add(end);
    return () => {
      clearTimeout(timer);
      removeFromParent?.();
      this.ends.delete(end);
    };
  }

  endAll(): void {
    for (const end of this.ends) end();
  }
}
