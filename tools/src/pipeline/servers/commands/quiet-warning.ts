// Keeps one known warning off the terminal; every other is printed as Node would.
import { printNote } from '../output.ts';

/** kafkajs 2.2.4 schedules its first queue check at a negative time; Node makes that 1 ms and warns. Harmless. */
export function quietKafkajsWarning(): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'TimeoutNegativeWarning') printNote(`${warning.name}: ${warning.message}`);
  });
}
