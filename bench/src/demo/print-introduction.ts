// What the demo is about to send, as text. Pure.
import type { Traffic } from '../traffic/generate-traffic.ts';

export function printIntroduction({ requests, labels, rings, sharedCards, lookAlikes }: Traffic): string {
  const copies = requests.length - labels.size;
  const kinds = new Set(lookAlikes.map(({ kind }) => kind));
  return [
    `${labels.size.toLocaleString('en')} transactions, ${copies} of them sent twice, some late. Among them:`,
    `${rings.length} rings, ${sharedCards.length} stolen cards used from one device,`,
    ...wrap(`${lookAlikes.length} innocent look-alikes: ${[...kinds].join(', ')}`),
  ].join('\n');
}

/** Lines of at most 100 characters, broken at spaces. */
function wrap(text: string): string[] {
  return text.match(/.{1,100}(?= |$)/g)?.map((line) => line.trim()) ?? [];
}
