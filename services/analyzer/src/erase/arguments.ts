// The command line of erasing. Pure: words in, what to do or a usage error out. Messages never repeat a word that was given:
// it may be an identifier.
import { parseArgs } from 'node:util';
import { defaultTenant, tenantId } from '@ringtrace/contracts';
import type { Identifiers } from './person.ts';

export interface EraseCommand {
  tenant: string;
  identifiers: Identifiers;
  /** Which identifiers come from standard input, one a line. */
  fromInput: keyof Identifiers | undefined;
  dryRun: boolean;
  yes: boolean;
  json: boolean;
  waitMs: number;
}

/** The command line is wrong; its message says how. */
export class UsageError extends Error {}

const maxWaitSeconds = 3_600;

export const help = `Erases a person: their account, cards and devices, as clients send them, from the graph and the verdicts.

  --account ID    an account; payments stay for the other side, without it, and without card, device, ip and merchant of
                  what it paid. Cards and devices that nobody else has paid with go too
  --card ID       a card, whoever paid with it
  --device ID     a device, whoever paid with it
                  Each as often as needed, or - once: read from standard input, one a line. There it stays out of the
                  shell's history and of the list of processes, which every user of a machine can see
  --tenant NAME   whose (default ${defaultTenant})
  --dry-run       counts what there is, and changes nothing
  --yes           does not ask; needed where there is no terminal, or its input is taken by -
  --json          the report as JSON, on standard output; what is going on is on standard error
  --wait SECONDS  for how long to wait, twice, until the analyzers have judged what came before (default 60)
  -h, --help      this text

Environment, as of the analyzer: NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD or NEO4J_PASSWORD_FILE, NEO4J_DATABASE,
KAFKA_BROKERS, and KAFKA_* and NEO4J_*_FILE for logins and certificates. As of the ingestor: TOKEN_KEYS_FILE, or
TOKEN_KEY_ID and TOKEN_KEY or TOKEN_KEY_FILE, without which nobody knows which tokens are the person's.

It can be stopped and run again: it goes on where it was. A second run finds nothing.
Exit codes: 0 done, 1 failed or incomplete, with what to do, 2 wrong command line or environment, or not confirmed.`;

/** Throws UsageError. */
export function readArguments(words: string[]): EraseCommand | 'help' {
  const values = parse(words);
  if (values.help) return 'help';
  const given = { accounts: values.account, cards: values.card, devices: values.device };
  const identifiers = Object.fromEntries(
    Object.entries(given).map(([kind, list = []]) => [
      kind,
      list.filter((each) => each !== '-').map(identifier),
    ]),
  ) as unknown as Identifiers;
  const fromInput = Object.entries(given).flatMap(([kind, list = []]) =>
    list.filter((each) => each === '-').map(() => kind as keyof Identifiers),
  );
  if (fromInput.length > 1) throw new UsageError('standard input can be read once: one - only');
  const isNobody = fromInput.length === 0 && Object.values(identifiers).flat().length === 0;
  if (isNobody) throw new UsageError('who? Give --account, --card or --device');
  const tenant = tenantId.safeParse(values.tenant ?? defaultTenant);
  if (!tenant.success) throw new UsageError('--tenant takes 1 to 64 of A-Z a-z 0-9 . _ -');
  return {
    tenant: tenant.data,
    identifiers,
    fromInput: fromInput[0],
    dryRun: values['dry-run'] ?? false,
    yes: values.yes ?? false,
    json: values.json ?? false,
    waitMs: waitMs(values.wait),
  };
}

/** Those of standard input, one a line. Throws UsageError. */
export function readIdentifiers(text: string): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  if (lines.length === 0) throw new UsageError('standard input holds no identifier: one a line');
  return lines.map(identifier);
}

function identifier(text: string): string {
  if (!/^[\x21-\x7e]{1,128}$/.test(text))
    throw new UsageError(
      'an identifier is 1 to 128 printable ASCII characters without spaces, as clients send it',
    );
  return text;
}

function waitMs(text = '60'): number {
  const seconds = /^\d+$/.test(text) ? Number(text) : -1;
  if (seconds < 0 || seconds > maxWaitSeconds)
    throw new UsageError(`--wait takes a whole number of seconds from 0 to ${maxWaitSeconds}`);
  return seconds * 1_000;
}

function parse(words: string[]) {
  const text = { type: 'string' } as const;
  const texts = { type: 'string', multiple: true } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: words,
      options: {
        help: { ...flag, short: 'h' },
        account: texts,
        card: texts,
        device: texts,
        tenant: text,
        wait: text,
        'dry-run': flag,
        yes: flag,
        json: flag,
      },
    }).values;
  } catch (error) {
    throw new UsageError(wrong[(error as NodeJS.ErrnoException).code ?? ''] ?? 'cannot be read', {
      cause: error,
    });
  }
}

// Node's own messages repeat what was given.
const wrong: Record<string, string> = {
  ERR_PARSE_ARGS_UNKNOWN_OPTION: 'there is a flag that this command does not know',
  ERR_PARSE_ARGS_INVALID_OPTION_VALUE:
    'a flag lacks its value, or has one that it does not take. One that begins with - is written --account=-x',
  ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL:
    'there is a word without a flag: identifiers follow --account, --card or --device',
};
