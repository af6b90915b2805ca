// How much compressed bytes may inflate to. A megabyte of zeros in zstd would be more than a gigabyte.
import { UndecodableError } from '../../errors.ts';

/** Producers close a batch at a megabyte or less before compression by default; JSON shrinks to a tenth, rarely more. */
export const maxInflatedBytes = 32 * 1024 * 1024;

export function checkInflatedBytes(bytes: number): void {
  if (bytes > maxInflatedBytes) throw tooLarge();
}

export const tooLarge = () =>
  new UndecodableError(`it inflates to more than ${maxInflatedBytes / 1024 / 1024} MiB`);
