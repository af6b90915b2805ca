// Parses environment variables with one zod schema, once, before anything starts. All errors are reported together, by name
// and description and never by value. Pure except for mounted files, whose reader can be injected.
import { readFileSync } from 'node:fs';
import { SafeError } from '@ringtrace/telemetry';
import { z } from 'zod';

/** Invalid environment variables, one line each. Only a corrected environment helps. */
export class ConfigError extends SafeError {}

/** A required secret of at least `minLength` characters, in the variable or in the file that `<NAME>_FILE` names. */
export function secret(minLength = 1): z.ZodString {
  return z.string().min(minLength);
}

/** A path to a file that must be readable at startup. Its content is not checked here. */
export function mountedFile(description: string) {
  return z.string().optional().meta({ description, mountedFile: true });
}

type ReadFile = (path: string) => string;

/** @throws ConfigError naming every variable that is missing or wrong */
export function readConfig<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: Record<string, string | undefined>,
  readFile: ReadFile = (path) => readFileSync(path, 'utf8'),
): Readonly<z.infer<z.ZodObject<Shape>>> {
  const problems = new Map<string, string>();
  const given: Record<string, string> = {};
  for (const [name, field] of Object.entries(schema.shape)) {
    if (env[name] && env[`${name}_FILE`]) problems.set(name, `conflicts with ${name}_FILE`);
    try {
      const value = givenValue(name, env, readFile);
      if (value !== undefined) given[name] = value;
    } catch {
      problems.set(name, `cannot be read from the file that ${name}_FILE names`);
    }
    if (isMountedFile(field) && !isReadable(given[name], readFile))
      problems.set(name, 'names a file that cannot be read');
  }
  const parsed = schema.safeParse(given);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    if (!problems.has(name))
      problems.set(name, name in given || issue.code === 'custom' ? plainReason(issue) : 'is not set');
  }
  if (problems.size > 0) throw new ConfigError(report(schema, problems));
  return Object.freeze(parsed.data as z.infer<z.ZodObject<Shape>>);
}

/** One line per variable: name, description, default. For `--help` and documentation. */
export function describeConfig(schema: z.ZodObject): string {
  return Object.entries(schema.shape)
    .map(([name, field]) => `  ${name.padEnd(24)} ${descriptionOf(field as z.ZodType)}`)
    .join('\n');
}

// An empty variable counts as not set, because charts and compose files render missing values that way.
function givenValue(
  name: string,
  env: Record<string, string | undefined>,
  readFile: ReadFile,
): string | undefined {
  const file = env[`${name}_FILE`];
  const value = file ? readFile(file).replace(/\r?\n$/, '') : env[name];
  return value === '' ? undefined : value;
}

function isMountedFile(field: unknown): boolean {
  return (field as z.ZodType).meta()?.mountedFile === true;
}

function isReadable(path: string | undefined, readFile: ReadFile): boolean {
  try {
    if (path !== undefined) readFile(path);
    return true;
  } catch {
    return false;
  }
}

// zod's own messages may quote the input.
function plainReason(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `is too small or too short (minimum ${issue.minimum})`;
  if (issue.code === 'too_big') return `is too large or too long (maximum ${issue.maximum})`;
  if (issue.code === 'custom') return issue.message;
  return 'is not valid';
}

function report(schema: z.ZodObject, problems: Map<string, string>): string {
  const lines = [...problems].map(
    ([name, reason]) => `  ${name} ${reason}: ${descriptionOf(schema.shape[name] as z.ZodType)}`,
  );
  return `invalid configuration, correct these environment variables:\n${lines.join('\n')}`;
}

function descriptionOf(field: z.ZodType): string {
  const byDefault = field.safeParse(undefined);
  const text = field.description ?? '';
  return byDefault.success && byDefault.data !== undefined && byDefault.data !== ''
    ? `${text} (default ${String(byDefault.data)})`
    : text;
}
