// Parses command lines with Node's parser; every mistake is a UsageError. Pure.
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** The command line is wrong; the message says why. */
export class UsageError extends Error {}

/** As `parseArgs`. Throws UsageError. */
export function parseCommandLine<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Parses the value of a numeric flag. Throws UsageError. */
export function wholeNumber(flag: string, text: string, min: number, max: number): number {
  const number = /^(?:0|[1-9]\d{0,9})$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UsageError(`--${flag} takes a whole number from ${min} to ${max}`);
}
