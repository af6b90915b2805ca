// node k8s/datadog/apply.ts --env prod: writes the dashboards, monitors and SLOs of this folder to Datadog.
import { parseArgs } from 'node:util';
import { createApi } from './api.ts';
import { type ManagedObject, readObjects, type Values } from './objects.ts';
import { writeObjects } from './write-objects.ts';

const help = `Writes the dashboards, monitors and service level objectives of this folder to Datadog.
Idempotent: existing objects are found and updated, nothing is deleted.

  node k8s/datadog/apply.ts --env <name> [options]

  --env <name>      environment, as in DD_ENV of the services; monitors and SLOs exist per environment
  --name <name>     name of the Helm release, the prefix of its services (default: ringtrace)
  --team <name>     team in the tags of the objects (default: ringtrace)
  --notify <who>    whom monitors notify, such as "@slack-payments @pagerduty" (default: nobody)
  --runbook <url>   URL of docs/alerts.md (default: docs/alerts.md)
  --dry-run         print what would be written, without contacting Datadog
  --help            print this help

  DD_API_KEY, DD_APP_KEY   keys; the application key needs the scopes dashboards_write, monitors_write, slos_write
                           and their read counterparts
  DD_SITE                  datadoghq.com (default), datadoghq.eu, us3.datadoghq.com, us5.datadoghq.com, ...

Exit code 0: done. 1: Datadog refused something or did not answer; objects reported before that are written.
2: wrong usage.
`;

/** Ends the program with code 2. */
class UsageError extends Error {}

const say = (line: string) => void process.stdout.write(`${line}\n`);

try {
  await main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return void process.stdout.write(help);
  const values = valuesOf(options);
  const objects = readObjects(import.meta.dirname, values);
  if (options['dry-run']) return describe(objects);
  const call = createApi({
    url: `https://api.${siteOf(process.env.DD_SITE)}`,
    apiKey: needed('DD_API_KEY'),
    appKey: needed('DD_APP_KEY'),
  });
  await writeObjects(objects, values.env, call, say);
}

function readOptions() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      options: {
        env: text,
        name: text,
        team: text,
        notify: text,
        runbook: text,
        'dry-run': flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nSee --help.`);
  }
}

function valuesOf({ env, name, team, notify, runbook }: Partial<Values>): Values {
  if (env === undefined) throw new UsageError('--env is missing. See --help.');
  const values = {
    env,
    name: name ?? 'ringtrace',
    team: team ?? 'ringtrace',
    notify: notify ?? '',
    runbook: runbook ?? 'docs/alerts.md',
  };
  for (const option of ['env', 'name', 'team'] as const) {
    if (!/^[a-z0-9][a-z0-9_./-]*$/.test(values[option]))
      throw new UsageError(
        `--${option} is not a valid tag value: use lower-case letters, digits and _ . / -`,
      );
  }
  return values;
}

function siteOf(site = 'datadoghq.com'): string {
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(site))
    throw new UsageError('DD_SITE is not a site name such as datadoghq.eu');
  return site;
}

function needed(name: string): string {
  const value = process.env[name]?.trim();
  if (!value) throw new UsageError(`${name} is not set; --dry-run works without it`);
  return value;
}

function describe(objects: ManagedObject[]): void {
  for (const { kind, id, body } of objects) say(`would write ${kind} ${id}: ${body.name ?? body.title}`);
}
