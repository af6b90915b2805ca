// The report for people. Pure.
import type { EraseReport } from './erase-report.ts';
import type { Erased } from './erased.ts';

export function reportText({ nothingFound, erased, complete, todo, remains }: EraseReport): string {
  return [
    ...(nothingFound ? ['nothing of this person is in the graph'] : ['erased', ...doneLines(erased)]),
    '',
    'remains',
    ...remains.flatMap(({ what, why, until }) => [`  ${what}`, `    why    ${why}`, `    until  ${until}`]),
    '',
    ...(complete ? ['done'] : ['NOT COMPLETE', ...todo.map((each) => `  ${each}`)]),
  ].join('\n');
}

const names: Partial<Record<keyof Erased, string>> = {
  accounts: 'accounts deleted',
  cards: 'cards deleted',
  devices: 'devices deleted',
  payments: 'payments unlinked',
  findings: 'cases about the person deleted',
  verdictsWithdrawn: 'verdicts withdrawn',
  verdictsSentAnew: 'verdicts of others sent anew',
};

function doneLines(erased: Erased): string[] {
  return Object.entries(names).map(
    ([name, text]) => `  ${erased[name as keyof Erased].toLocaleString('en').padStart(9)}  ${text}`,
  );
}
