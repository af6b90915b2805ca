// `npm run check:length`: no source file over 250 lines. A longer one usually holds a second idea.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const longest = 250;
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.mjs', '*.cypher'], {
  encoding: 'utf8',
});
const tooLong = files
  .split('\n')
  // Git still lists a file that was deleted but not committed.
  .filter((file) => existsSync(file) && !file.endsWith('.spec.ts'))
  .map((file) => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
  .filter(({ lines }) => lines > longest);

for (const { file, lines } of tooLong) process.stderr.write(`${file}: ${lines} lines, at most ${longest}\n`);
process.exitCode = tooLong.length > 0 ? 1 : 0;
