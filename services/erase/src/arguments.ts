// The erase command line: words in, a command or a usage error out. Pure. Messages never repeat what was typed, because it
// may be an identifier.
import { parseArgs } from 'node:util';
import { defaultTenant, tenantId } from '@ringtrace/contracts';
import type { Identifiers } from './person.ts';

export interface EraseCommand {
  tenant: string;
  identifiers: Identifiers;
  /** The kind of identifier to read from standard input, one per line. */
  fromInput: keyof Identifiers | undefined;
  dryRun: boolean;
  yes: boolean;
  json: boolean;
  waitMs: number;
}

/** Wrong command line; the message says how to fix it. */
export class UsageError extends Error {}

const maxWaitSeconds = 3_600;

export const help = `Erases a person from the graph and from the verdicts: their accounts, cards and devices, named as clients send them.

  --account ID    an account. Its payments stay for the other side, without the account. From payments it sent, card,
                  device, ip and merchant are removed too. Cards and devices that nobody else has used are deleted
  --card ID       a card, whoever paid with it
  --device ID     a device, whoever paid with it
                  Repeat these as needed. Use - as the ID to read one kind from standard input, one identifier per line.
                  That keeps identifiers out of the shell history and the process list
  --tenant NAME   the tenant (default ${defaultTenant})
  --dry-run       count what would be erased; change nothing
  --yes           do not ask for confirmation; required without a terminal, or when an ID is -
  --json          print the report as JSON on standard output; progress goes to standard error
  --wait SECONDS  how long to wait, up to twice, for the analyzers to judge what was accepted before (default 60)
  -h, --help      show this help

Environment, as for the analyzer: NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD or NEO4J_PASSWORD_FILE, NEO4J_DATABASE,
KAFKA_BROKERS, and KAFKA_* and NEO4J_*_FILE for logins and certificates. As for the ingestor: TOKEN_KEYS_FILE, or
TOKEN_KEY_ID and TOKEN_KEY or TOKEN_KEY_FILE. Without the token keys the person's tokens cannot be computed.

An interrupted run can be resumed with the same command. A second run finds nothing.
Exit codes: 0 done; 1 failed or incomplete, the output says what to do; 2 wrong command line or environment, or not confirmed.`;

/** @throws UsageError */
export function readArguments(words: string[]): EraseCommand | 'help' {
  const values = parse(words);
  if (values.help) return 'help';
  const given = { accounts: values.account, cards: values.card, devices: values.device };
  const identifiers = Object.fromEntries(
    Object.entries(given).map(([kind, list = []]) => [
      kind,
      list.filter((each) => each !== '-').map(checkIdentifier),
    ]),
  ) as unknown as Identifiers;
  const fromInput = Object.entries(given).flatMap(([kind, list = []]) =>
    list.filter((each) => each === '-').map(() => kind as keyof Identifiers),
  );
  if (fromInput.length > 1) throw new UsageError('standard input can be read only once: use a single -');
  const isEmpty = fromInput.length === 0 && Object.values(identifiers).flat().length === 0;
  if (isEmpty) throw new UsageError('no identifier given: use --account, --card or --device');
  const tenant = tenantId.safeParse(values.tenant ?? defaultTenant);
  if (!tenant.success) throw new UsageError('--tenant takes 1 to 64 of A-Z a-z 0-9 . _ -');
  return {
    tenant: tenant.data,
    identifiers,
    fromInput: fromInput[0],
    dryRun: values['dry-run'] ?? false,
    yes: values.yes ?? false,
    json: values.json ?? false,
    waitMs: toWaitMs(values.wait),
  };
}

/** Parses standard input, one identifier per line. @throws UsageError */
export function readIdentifiers(text: string): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  if (lines.length === 0)
    throw new UsageError('standard input holds no identifier: write one identifier per line');
  return lines.map(checkIdentifier);
}

function checkIdentifier(text: string): string {
  if (!/^[\x21-\x7e]{1,128}$/.test(text))
    throw new UsageError(
      'an identifier is 1 to 128 printable ASCII characters without spaces, as clients send it',
    );
  return text;
}

function toWaitMs(text = '60'): number {
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
    const message = parseErrors[(error as NodeJS.ErrnoException).code ?? ''];
    throw new UsageError(message ?? 'the command line cannot be parsed', { cause: error });
  }
}

// Node's own messages repeat what was typed.
const parseErrors: Record<string, string> = {
  ERR_PARSE_ARGS_UNKNOWN_OPTION: 'unknown flag',
  ERR_PARSE_ARGS_INVALID_OPTION_VALUE:
    'a flag is missing its value, or takes none. Write a value that starts with - as --account=-x',
  ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL:
    'unexpected word without a flag: identifiers follow --account, --card or --device',
};
