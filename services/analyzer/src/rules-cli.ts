// The process of the rules CLI: `npm run rules -- check FILE`, and in the image `node dist/rules-cli.js check FILE`.
import { runRules } from './rules/cli/run-rules.ts';

// npm runs scripts in the folder of package.json. File names are relative to where npm was called.
process.chdir(process.env.INIT_CWD ?? '.');
process.exitCode = await runRules(process.argv.slice(2), process.env, {
  print: (text) => void process.stdout.write(`${text}\n`),
  printError: (text) => void process.stderr.write(`${text}\n`),
});
