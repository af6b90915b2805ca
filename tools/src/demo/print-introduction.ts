// What the demo is about to send, as text. Pure.
import type { Traffic } from '../traffic/generate-traffic.ts';

export function printIntroduction({
  requests,
  labels,
  planted,
  rings,
  sharedCards,
  lookAlikes,
}: Traffic): string {
  const copies = requests.length - labels.size;
  const others = planted.filter(({ rule }) => rule !== 'ring' && rule !== 'shared-card-and-device');
  const kinds = (of: string[]) => [...new Set(of)].join(', ');
  return [
    `${labels.size.toLocaleString('en')} transactions, ${copies} of them sent twice, some late. Among them:`,
    `${rings.length} rings, ${sharedCards.length} stolen cards used from one device,`,
    ...wrap(`${others.length} other patterns of fraud: ${kinds(others.map(({ rule }) => rule))};`),
    ...wrap(`${lookAlikes.length} innocent look-alikes: ${kinds(lookAlikes.map(({ kind }) => kind))}`),
  ].join('\n');
}

/** Lines of at most 100 characters, broken at spaces. */
function wrap(text: string): string[] {
  return text.match(/.{1,100}(?= |$)/g)?.map((line) => line.trim()) ?? [];
}
