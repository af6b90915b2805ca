// `npm run api-key -- --tenant … --scope …`: makes a key, shows it once, and gives the line to keep.
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { createApiKey } from './api-key.ts';
import { formatApiKeyLine } from './api-key-file.ts';
import { scopePattern, tenantPattern } from './principal.ts';

const usage = `npm run api-key -- --tenant TENANT --scope SCOPE [--scope SCOPE]... [--expires DATE] [--file FILE]
  --tenant   whose data the key is for: 1 to 64 of A-Z a-z 0-9 . _ -
  --scope    what it may do, such as orders:read; once for each
  --expires  when it ends, such as 2027-01-01 or 2027-01-01T12:00:00Z; without it never
  --file     appends the line to this file, and prints the key alone
The key is shown once and kept nowhere. The line holds only its hash: put it into the file that AUTH_API_KEYS_FILE names.
`;

const say = (text: string) => process.stdout.write(text);

function main(): number {
  const given = read();
  if (given === undefined || given.help) {
    say(usage);
    return given?.help ? 0 : 2;
  }
  const { key, line } = make(given);
  if (given.file === undefined) {
    say(`The key, shown once; the client sends it as "Authorization: Bearer …":\n${key}\n\n`);
    say(`The line for the file of keys:\n${line}\n`);
  } else {
    mkdirSync(dirname(given.file), { recursive: true });
    appendFileSync(given.file, `${line}\n`);
    say(`${key}\n`);
  }
  return 0;
}

type Given = {
  help: boolean;
  tenant: string;
  scopes: string[];
  expiresAtMs: number | undefined;
  file: string | undefined;
};

function read(): Given | undefined {
  try {
    const { values } = parseArgs({
      options: {
        tenant: { type: 'string' },
        scope: { type: 'string', multiple: true },
        expires: { type: 'string' },
        file: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const expiresAtMs = values.expires === undefined ? undefined : Date.parse(values.expires);
    const given = {
      help: values.help ?? false,
      tenant: values.tenant ?? '',
      scopes: values.scope ?? [],
      expiresAtMs,
      file: values.file,
    };
    if (!given.help) check(given);
    return given;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n`);
    return undefined;
  }
}

// The same rules as for the file: a key that could not be read back is not made.
function check({ tenant, scopes, expiresAtMs }: Given): void {
  const refuse = (isWrong: boolean, reason: string) => {
    if (isWrong) throw new Error(reason);
  };
  refuse(tenant === '', '--tenant is missing');
  refuse(!tenantPattern.test(tenant), '--tenant takes 1 to 64 of A-Z a-z 0-9 . _ -');
  refuse(scopes.length === 0, '--scope is missing');
  refuse(
    !scopes.every((scope) => scopePattern.test(scope)),
    '--scope takes printable characters without blanks, commas, quotes and backslashes',
  );
  refuse(expiresAtMs !== undefined && !(expiresAtMs > 0), '--expires is no date');
}

function make({ tenant, scopes, expiresAtMs }: Pick<Given, 'tenant' | 'scopes' | 'expiresAtMs'>) {
  const { key, record } = createApiKey({ tenant, scopes, expiresAtMs });
  return { key, line: formatApiKeyLine(record) };
}

process.exitCode = main();
