// The demo's command line as a process, as far as it starts no servers.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { demoHelp } from './options.ts';

const demo = fileURLToPath(new URL('./main.ts', import.meta.url));
const run = (...words: string[]) => spawnSync(process.execPath, [demo, ...words], { encoding: 'utf8' });

describe('npm run demo', () => {
  it('prints its help', () => {
    const { status, stdout, stderr } = run('--help');
    expect({ status, stdout: stdout.trim(), stderr }).toEqual({ status: 0, stdout: demoHelp, stderr: '' });
  });

  it('exits with 2 and explains a wrong command line', () => {
    const { status, stdout, stderr } = run('--onec');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain("Unknown option '--onec'");
    expect(stderr).toContain('--help');
  });
});
