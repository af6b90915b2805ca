// The command line of rules: `npm run rules -- check FILE`, and in the image `node dist/rules-cli.js check FILE`.
import { runRules } from './rules/cli/run-rules.ts';

process.exitCode = await runRules(process.argv.slice(2), process.env, {
  say: (text) => void process.stdout.write(`${text}\n`),
  sayError: (text) => void process.stderr.write(`${text}\n`),
});
