import { cpuSecondsOf, peakRssMbOf } from './process-usage.ts';

it('adds user and system time, whatever the name of the process', () => {
  const stat = '42 (a (strange) name) S 1 42 42 0 -1 4194304 100 0 0 0 1250 350 7 9 20 0 11 0 500 1000 10';
  expect(cpuSecondsOf(stat)).toBe(16);
});

it('reads the peak of the resident memory', () => {
  expect(peakRssMbOf('Name:\tnode\nVmHWM:\t  250000 kB\nVmRSS:\t  200000 kB\n')).toBe(256);
});
