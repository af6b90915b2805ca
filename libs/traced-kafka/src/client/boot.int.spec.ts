// The boot check of a process that uses kafkajs, which dd-trace can wrap only if it is loaded first.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const fixture = fileURLToPath(new URL('../../dist/client/boot.fixture.js', import.meta.url));
const start = ['--import', '@ringtrace/telemetry/start'];

it.each([
  ['started correctly', [...start, fixture], 'tracing is live'],
  [
    'that imports kafkajs before the start module',
    ['--import', 'kafkajs', ...start, fixture],
    'tracing is OFF: kafkajs was imported before dd-trace could wrap it, import nothing before the start module',
  ],
  [
    'without the start module',
    [fixture],
    'tracing is OFF: dd-trace was not loaded first, start with: node --import @ringtrace/telemetry/start',
  ],
])('a process %s reports it in one line', (_, args, line) => {
  expect(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' })).toBe(line);
});
