// Derives an input from others by small byte changes, as fuzzers do. Pure: randomness is passed in.
import type { Random } from '@ringtrace/tools';

/** Fragments of JSON, of our formats, and boundary values. */
const pieces = [
  ...String.raw`" \ \u0000 \ud800 { } [ ] , : null true "" [] {} 0 - . e`.split(' '),
  ...'1e999 -0 9007199254740992 9007199254740991 0.1 "__proto__" "constructor" é €'.split(' '),
  ...'k1: K1: EUR eur XXX transfer refund 2026-08-01T12:00:00Z +23:59 T24:00:00 ::1 1.2.3.4'.split(' '),
  ...'4111111111111111 "schemaVersion":1 "id":"fuzz-1" "extra":1 "accountId":"a"'.split(' '),
  ...['\u0000', ' ', '\n', '\ufeff'],
].map((text) => Buffer.from(text));

const maxBytes = 4_096;

export function mutate(corpus: readonly Buffer[], random: Random): Buffer {
  let bytes = random.pick(corpus);
  for (let changes = random.integer(1, 4); changes > 0; changes--) bytes = changedOnce(bytes, corpus, random);
  return bytes.subarray(0, maxBytes);
}

function changedOnce(bytes: Buffer, corpus: readonly Buffer[], random: Random): Buffer {
  const at = random.integer(0, bytes.length);
  const end = Math.min(bytes.length, at + random.integer(0, random.chance(0.8) ? 8 : 200));
  const replacedBy = (...middle: Buffer[]) =>
    Buffer.concat([bytes.subarray(0, at), ...middle, bytes.subarray(end)]);
  switch (random.integer(0, 5)) {
    case 0:
      return replacedBy();
    case 1:
      return replacedBy(random.pick(pieces));
    case 2:
      return Buffer.concat([bytes.subarray(0, at), random.pick(pieces), bytes.subarray(at)]);
    case 3:
      return replacedBy(bytes.subarray(at, end), bytes.subarray(at, end));
    case 4:
      return replacedBy(Buffer.from([random.integer(0, 255)]));
    default: {
      const other = random.pick(corpus);
      const from = random.integer(0, other.length);
      return replacedBy(other.subarray(from, from + random.integer(0, 60)));
    }
  }
}
