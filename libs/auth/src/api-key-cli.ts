// `npm run api-key -- --tenant … --scope …`: creates an API key, prints it once, and prints the line for the keys file.
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { createApiKey } from './api-key.ts';
import { formatApiKeyLine } from './api-key-file.ts';
import { scopePattern, tenantPattern } from './principal.ts';

const usage = `Usage: npm run api-key -- --tenant TENANT --scope SCOPE [--scope SCOPE]... [--expires DATE] [--file FILE]

Creates an API key. The key is printed once and not stored. The printed line contains only its hash: add it to the file
that AUTH_API_KEYS_FILE names.

  --tenant   tenant of the key: 1 to 64 characters of A-Z a-z 0-9 . _ -
  --scope    a permission such as orders:read; repeat it for more
  --expires  expiry such as 2027-01-01 or 2027-01-01T12:00:00Z; default: never
  --file     append the line to this file and print only the key
`;

const print = (text: string) => process.stdout.write(text);

function main(): number {
  const options = readOptions();
  if (options === undefined || options.help) {
    print(usage);
    return options?.help ? 0 : 2;
  }
  const { key, record } = createApiKey(options);
  const line = formatApiKeyLine(record);
  if (options.file === undefined) {
    print(`The key, shown only once. Clients send it as "Authorization: Bearer …":\n${key}\n\n`);
    print(`The line for the keys file:\n${line}\n`);
  } else {
    mkdirSync(dirname(options.file), { recursive: true });
    appendFileSync(options.file, `${line}\n`);
    print(`${key}\n`);
  }
  return 0;
}

interface Options {
  help: boolean;
  tenant: string;
  scopes: string[];
  expiresAtMs: number | undefined;
  file: string | undefined;
}

/** Undefined if the arguments are invalid, which is then on stderr. */
function readOptions(): Options | undefined {
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
    const options = {
      help: values.help ?? false,
      tenant: values.tenant ?? '',
      scopes: values.scope ?? [],
      expiresAtMs,
      file: values.file,
    };
    if (!options.help) check(options);
    return options;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n`);
    return undefined;
  }
}

// The same constraints as for the keys file, so that every new key can be read back.
function check({ tenant, scopes, expiresAtMs }: Options): void {
  const ensure = (isValid: boolean, message: string) => {
    if (!isValid) throw new Error(message);
  };
  ensure(tenant !== '', '--tenant is missing');
  ensure(tenantPattern.test(tenant), '--tenant must be 1 to 64 characters of A-Z a-z 0-9 . _ -');
  ensure(scopes.length > 0, '--scope is missing');
  ensure(
    scopes.every((scope) => scopePattern.test(scope)),
    '--scope must be printable characters without spaces, commas, quotes and backslashes',
  );
  ensure(expiresAtMs === undefined || expiresAtMs > 0, '--expires is not a date');
}

process.exitCode = main();
