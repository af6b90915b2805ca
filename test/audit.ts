// `npm run audit`: the advisories that `npm audit` knows for the lock file, except the explained ones. It asks the registry,
// so it is not part of `npm run check`: a new advisory must not turn an unchanged commit red. Exit code 1: an advisory
// is open or an explanation is unused; 2: no answer.
import { spawnSync } from 'node:child_process';
import { type AuditReport, explanations, judgeAdvisories } from './supply-chain/advisories.ts';
import { readWords } from './supply-chain/read-words.ts';

readWords(
  `npm run audit: what the registry knows of the packages, less what test/supply-chain/advisories.ts explains.
Exit codes: 0 nothing is open, 1 something is, 2 not known, 64 wrong command line.`,
  0,
);

const say = (line: string) => process.stdout.write(`${line}\n`);

// The exit code of `npm audit` only says that something was found. Offline it would find nothing and call that clean.
const asked = ['audit', '--json', '--package-lock-only', '--offline=false'];
const { stdout, stderr } = spawnSync('npm', asked, { encoding: 'utf8' });
const { vulnerabilities, message } = parseReport();
if (!vulnerabilities) {
  process.stderr.write(
    `not known: the registry gave no report (${message ?? (stderr.trim() || 'no answer')}). Ask one that does: npm run audit --registry=ADDRESS\n`,
  );
  process.exit(2);
}

const today = new Date().toISOString().slice(0, 10);
const { open, explained, idle } = judgeAdvisories({ vulnerabilities }, explanations, today);
for (const { name, range, severity, title, url } of open)
  say(`open       ${severity} ${name} ${range}: ${title} (${url})`);
for (const { name, id, because, until } of explained)
  say(`explained  ${name} ${id} until ${until}: ${because}`);
for (const { package: name, id } of idle) say(`idle       ${name} ${id}: take its explanation out`);
say(`${open.length} open, ${explained.length} explained, ${idle.length} idle`);
process.exitCode = open.length + idle.length > 0 ? 1 : 0;

/** Without a report, `message` says why: offline, or a mirror without that service. */
function parseReport(): Partial<AuditReport> & { message?: string } {
  try {
    return JSON.parse(stdout);
  } catch {
    return {};
  }
}
