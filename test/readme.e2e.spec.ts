// Runs the README's requests in a shell, as a reader would, against the real pipeline.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { problem, verdict } from '@ringtrace/contracts';
import { type Backends, makeAccess, type Pipeline, startBackends, startPipeline } from '@ringtrace/tools';

const run = `readme-${randomBytes(3).toString('hex')}`;
const logFolder = fileURLToPath(new URL(`../.local/test-logs/${run}`, import.meta.url));
const readme = readFileSync(fileURLToPath(new URL('../README.md', import.meta.url)), 'utf8');
const blocks = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)]
  .map(([, block]) => block ?? '')
  .filter((block) => block.includes('curl'));

/** The output that the README shows: its indented lines in order. */
const shown = [...readme.matchAll(/^ {4}(.*)\n/gm)].map(([, line]) => line ?? '').join('');

let backends: Backends;
let pipeline: Pipeline;
const printed: string[] = [];

beforeAll(async () => {
  // given what `npm run demo` starts
  backends = await startBackends({ instance: run });
  const access = makeAccess(`${logFolder}/api-keys`);
  pipeline = await startPipeline(backends, { logFolder, environment: access.environment });
  // when a reader pastes the blocks in order
  const [KEY = ''] = access.keys;
  const env = { ...process.env, INGESTOR: pipeline.ingestor.url, ANALYZER: pipeline.analyzer.url, KEY };
  for (const block of blocks) {
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', block], {
      env,
      timeout: 60_000,
    });
    printed.push(stdout);
  }
}, 240_000);

afterAll(async () => {
  await pipeline?.stop();
  await backends?.stop({ removeData: true });
}, 60_000);

const jsonIn = (text = '') => JSON.parse(/\{.*\}/.exec(text)?.[0] ?? '{}');

describe('the README’s requests', () => {
  it('are three: send two transactions, read the verdict, get a refusal', () => {
    expect(blocks).toHaveLength(3);
  });

  it('are accepted with the URL of the verdict', () => {
    const [head = '', body = ''] = printed[0]?.split('\r\n\r\n') ?? [];
    const answers = body.split('\n').filter((line) => line !== '');
    expect(head).toMatch(/^HTTP\/1\.1 202 Accepted\r$/m);
    expect(head).toContain(`location: ${pipeline.analyzer.url}/v1/verdicts/hello-1\r`);
    expect(answers.map((line) => JSON.parse(line))).toEqual(
      ['hello-1', 'hello-2'].map((id) => ({
        id,
        status: 'accepted',
        location: `${pipeline.analyzer.url}/v1/verdicts/${id}`,
      })),
    );
  });

  it('lead to the verdict that the README shows', () => {
    const { data } = jsonIn(printed[1]);
    expect(verdict.parse(data)).toMatchObject({
      transactionId: 'hello-1',
      decision: 'review',
      score: 50,
      revision: 2,
      findings: [{ rule: 'shared-card-and-device', members: ['hello-1', 'hello-2'] }],
    });
    // Token keys are new for each start, and so are ids derived from them.
    const withoutIds = (text: string) => text.replaceAll(/(shared-card-and-device):[\w-]{22}/g, '$1:…');
    expect(withoutIds(shown)).toContain(withoutIds(JSON.stringify(data).split('"evidence"')[0] ?? ''));
  });

  it('show how a card number is refused without repeating it', () => {
    const [, , answer = ''] = printed;
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r$/m);
    expect(answer).toContain('content-type: application/problem+json');
    expect(problem.parse(jsonIn(answer))).toMatchObject({
      status: 400,
      errors: [{ field: 'card', message: 'looks like a card number: send a reference instead' }],
    });
    expect(answer).not.toContain('4111111111111111');
    expect(shown).toContain(JSON.stringify(jsonIn(answer)).split('"traceId"')[0]);
  });
});
