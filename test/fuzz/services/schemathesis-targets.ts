// Schemathesis targets: requests generated from each service's OpenAPI document, valid and invalid ones. The answers
// must be as documented.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchSchemathesis, runBackground, type Service } from '@ringtrace/tools';
import type { Outcome, Target } from '../target.ts';
import { ailments, type FuzzedServices, logLength } from './start-services.ts';

/** The part of its report that is read here. */
interface Report {
  test_cases: { generated: number };
  failures: { title: string; count: number; operations: string[] }[];
  errors: { title: string; count: number }[];
}

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const config = fileURLToPath(new URL('./schemathesis.toml', import.meta.url));
/** It also sends some hundreds of requests more, one for each way to break each parameter. */
const operations = { ingestor: 2, analyzer: 3 };

export const schemathesisTargets = (services: () => FuzzedServices): Target[] =>
  (['ingestor', 'analyzer'] as const).map((name) => ({
    name: `openapi-${name}`,
    promise: 'no answer is a 5xx, and each is as the OpenAPI document says',
    cases: { whole: 3_000, short: 150 },
    run: (cases, seed) =>
      runSchemathesis(services()[name], services().credentials, Math.ceil(cases / operations[name]), seed),
  }));

async function runSchemathesis(
  service: Service,
  credentials: Record<string, string>,
  examples: number,
  seed: number,
): Promise<Outcome> {
  const folder = join(checkout, '.local/fuzz', `openapi-${service.name}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const python = await fetchSchemathesis(join(folder, 'fetch.log'), () => undefined);
  const report = join(folder, 'report.json');
  const logged = logLength(service);
  const run = await runBackground(
    'schemathesis',
    python,
    [
      ...['-m', 'schemathesis.cli', '--no-color', `--config-file=${config}`],
      ...['run', `${service.url}/docs/json`, `--url=${service.url}`],
      ...[`--max-examples=${examples}`, `--seed=${seed}`],
      ...['--continue-on-failure', '--generation-database=none', '--suppress-health-check=all'],
      ...['--request-timeout=15', '--warnings=off', `--report-json-path=${report}`],
      ...Object.entries(credentials).map(([name, value]) => `--header=${name}: ${value}`),
    ],
    { cwd: folder, logFile: join(folder, 'log') },
  );
  const { code } = await run.exited;
  const { cases, findings } = outcomeOf(report, run.logFile, code);
  return { cases, findings: [...findings, ...(await ailments(service, logged))] };
}

function outcomeOf(report: string, logFile: string, code: number | null): Outcome {
  const where = `whole log: ${logFile}`;
  try {
    const { test_cases, failures, errors } = JSON.parse(readFileSync(report, 'utf8')) as Report;
    const findings = [
      ...failures.map(
        (each) => `${each.title}, ${each.count} times at ${each.operations.join(', ')}; ${where}`,
      ),
      ...errors.map((each) => `Schemathesis could not go on: ${each.title}; ${where}`),
    ];
    if (code !== 0 && findings.length === 0) findings.push(`Schemathesis ended with ${code}; ${where}`);
    return { cases: test_cases.generated, findings };
  } catch {
    return { cases: 0, findings: [`Schemathesis ended with ${code} and no report; ${where}`] };
  }
}
