// What an erasure says at its end: what was done, what remains, why and until when. Pure.
import { topicSettings, topics } from '@ringtrace/contracts';
import type { Erased } from './erased.ts';

/** What is still somewhere, and until when. */
export interface Remainder {
  what: string;
  why: string;
  until: string;
}

export interface EraseReport {
  /** False: what to do about it is in `todo`, and then to run the command again. */
  complete: boolean;
  /** Nothing of the person was there. */
  nothingFound: boolean;
  erased: Erased;
  todo: string[];
  remains: Remainder[];
}

export function eraseReport(erased: Erased): EraseReport {
  const { notJudged, arrivedMeanwhile, sharedCards, sharedDevices, findingsKept, ...done } = erased;
  const todo = [
    ...(notJudged > 0
      ? [
          `${notJudged} records on ${topics.transactions} were not judged in time and may name the person: see that the analyzers work, then run this again`,
        ]
      : []),
    ...(arrivedMeanwhile > 0
      ? ['payments of the person came in meanwhile: stop them where they are made, then run this again']
      : []),
  ];
  return {
    complete: todo.length === 0,
    nothingFound: Object.values(done).every((count) => count === 0),
    erased,
    todo,
    remains: remainders(erased),
  };
}

function remainders({ payments, sharedCards, sharedDevices, findingsKept }: Erased): Remainder[] {
  const shared = sharedCards + sharedDevices;
  return [
    ...(payments > 0
      ? [
          {
            what: `${payments} payments: id, time, amount, currency, type and the other side`,
            why: 'they are the other side’s too',
            until: 'you delete them',
          },
        ]
      : []),
    ...(findingsKept > 0
      ? [
          {
            what: `${findingsKept} rings and cases about others, with these payments as members`,
            why: 'they are about the others; the person’s side of the evidence names nobody',
            until: 'you delete them',
          },
        ]
      : []),
    ...(shared > 0
      ? [
          {
            what: `${sharedCards} cards and ${sharedDevices} devices (tokens)`,
            why: 'others have paid with them, too; the person is not attached any more. --card or --device erases them',
            until: 'you erase them',
          },
        ]
      : []),
    ...always,
  ];
}

const days = (topic: string, setting: string) =>
  `${Number(topicSettings[topic]?.config[setting]) / 86_400_000} days, unless your topic says otherwise (${setting})`;

/** True of every erasure: what this command cannot reach. */
const always: Remainder[] = [
  {
    what: `records on ${topics.transactions} (tokens)`,
    why: 'a log is not changed; read again, they are known as erased and left out',
    until: days(topics.transactions, 'retention.ms'),
  },
  {
    what: `records on ${topics.deadLetters} (tokens)`,
    why: 'what could not be processed, in its original bytes. Replayed, they count as new payments',
    until: days(topics.deadLetters, 'retention.ms'),
  },
  {
    what: `replaced verdicts on ${topics.verdicts} (tokens)`,
    why: 'the broker’s compaction takes them out; consumers that keep verdicts must drop those without a value',
    until: days(topics.verdicts, 'max.compaction.lag.ms'),
  },
  {
    what: 'traces and logs in Datadog',
    why: 'they hold transaction ids, and no identifier or token',
    until: 'the retention of your plan: 15 days for spans, as for your log indexes',
  },
  {
    what: 'backups of the database (tokens)',
    why: 'they are older than this. After a restore run this again, before the analyzers start',
    until: 'you delete the backups',
  },
  {
    what: 'payments of the person from now on',
    why: 'they make the same tokens anew',
    until: 'you stop them where they are made',
  },
  {
    what: 'the token key',
    why: 'who has it and the identifier can tell the person’s tokens in what remains. A new key and the old one destroyed end that for everybody',
    until: 'you destroy it',
  },
];
