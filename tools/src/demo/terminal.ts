// The demo's only way to the terminal.

export function say(text = ''): void {
  process.stdout.write(`${text}\n`);
}

export function sayError(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function step(number: number, title: string): void {
  say(`\n${number}. ${title}`);
}

/** Below the title of a step. */
export function note(text: string): void {
  say(text.replace(/^(?=.)/gm, '   '));
}

// A reader that has seen enough (`| head`) closes the pipe: that is an end, not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const width = 30;

/** One bar that fills in place; where the output is a file or a pipe, a line at each quarter. */
export class ProgressBar {
  private readonly title: string;
  private readonly total: number;
  private shown = -1;

  constructor(title: string, total: number) {
    this.title = title;
    this.total = total;
  }

  /** Safe to call often: only visible changes are written. */
  update(done: number): void {
    const steps = process.stdout.isTTY ? 100 : 4;
    const step = Math.floor((Math.min(done, this.total) / this.total) * steps);
    if (step <= this.shown) return;
    this.shown = step;
    if (!process.stdout.isTTY) {
      if (step > 0) say(progressLine(this.title, done, this.total));
      return;
    }
    process.stdout.write(`\r${progressLine(this.title, done, this.total)}${step === steps ? '\n' : ''}`);
  }
}

export function progressLine(title: string, done: number, total: number): string {
  const share = Math.min(1, done / total);
  const filled = Math.floor(share * width);
  const bar = `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
  const count = `${done.toLocaleString('en')} of ${total.toLocaleString('en')}`;
  return `   ${title.padEnd(8)} ${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${count}`;
}
