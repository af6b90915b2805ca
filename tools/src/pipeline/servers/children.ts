// All processes of one start, so that a failure or an interrupt anywhere ends every one of them.
import { type Background, type BackgroundOptions, runBackground } from '../process/run-background.ts';

export class Children {
  #running: Background[] = [];
  #ended = false;

  async start(
    name: string,
    command: string,
    args: string[],
    options: BackgroundOptions,
  ): Promise<Background> {
    const child = await runBackground(name, command, args, options);
    this.#running.push(child);
    if (this.#ended) await child.stop('SIGKILL');
    return child;
  }

  /** Also ends a child whose start is still under way. */
  async endAll(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#running.map((child) => child.stop()));
  }
}
