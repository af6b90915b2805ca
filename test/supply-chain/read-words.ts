// The command line of a program that knows --help and a limited number of words. Reports a usage error itself and exits with
// 64 (as in sysexits), since 2 already has another meaning.
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
