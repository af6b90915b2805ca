// The command line of a program that knows --help and at most some words. It says itself what is wrong, and ends the process: with
// 64 as BSD's sysexits has it, where 2 means something else already.
import { parseArgs } from 'node:util';

export function readWords(help: string, most: number): string[] {
  try {
    const { values, positionals } = parseArgs({
      options: { help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (values.help) {
      process.stdout.write(`${help}\n`);
      process.exit(0);
    }
    if (positionals.length > most) throw new Error(`Unexpected argument '${positionals[most]}'`);
    return positionals;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${help}\n`);
    process.exit(64);
  }
}
