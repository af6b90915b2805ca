// Reads what jest wrote with --json, from a run and from a second run of its failed suites (if there was one).
//   results.mjs failed FIRST          the paths of the suites that failed, a line each
//   results.mjs count FIRST [SECOND]  passed and failed tests; then the names of tests that only passed the second time
import { readFileSync } from 'node:fs';

const write = (line) => process.stdout.write(`${line}\n`);
const [command, ...files] = process.argv.slice(2);
const runs = files.map((file) => JSON.parse(readFileSync(file, 'utf8')).testResults);
const suites = new Map(runs.flat().map((suite) => [suite.name, suite]));
const failedAtFirst = runs[0].filter(({ status }) => status === 'failed');

if (command === 'failed') {
  for (const { name } of failedAtFirst) write(name);
} else {
  const tests = [...suites.values()].flatMap(({ assertionResults }) => assertionResults);
  const withStatus = (status) => tests.filter((test) => test.status === status);
  // A suite that could not be loaded, or whose setup failed, has no failed test to count.
  const isBroken = ({ status, assertionResults }) =>
    status === 'failed' && assertionResults.every((test) => test.status !== 'failed');
  const broken = [...suites.values()].filter(isBroken).length;
  write(`${withStatus('passed').length} ${withStatus('failed').length + broken}`);
  for (const { assertionResults } of failedAtFirst) {
    for (const { fullName, status } of assertionResults) {
      const passedLater = withStatus('passed').some((test) => test.fullName === fullName);
      if (status === 'failed' && passedLater) write(fullName);
    }
  }
}
