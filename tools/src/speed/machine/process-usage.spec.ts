import { cpuSecondsOf, listeningInodes, peakRssMbOf } from './process-usage.ts';

it('adds user and system time, whatever the process name', () => {
  const stat = '42 (a (strange) name) S 1 42 42 0 -1 4194304 100 0 0 0 1250 350 7 9 20 0 11 0 500 1000 10';
  expect(cpuSecondsOf(stat)).toBe(16);
});

it('reads peak resident memory', () => {
  expect(peakRssMbOf('Name:\tnode\nVmHWM:\t  250000 kB\nVmRSS:\t  200000 kB\n')).toBe(256);
});

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1E61 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 111 1 0 100 0 0 10 0
   1: 0100007F:1E61 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 222 1 0 20 4 30 10 -1
   2: 0100007F:1E62 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 333 1 0 100 0 0 10 0`;

it('finds the listener of a port, not its clients', () => {
  expect(listeningInodes(table, 7777)).toEqual(['111']);
  expect(listeningInodes(table, 7779)).toEqual([]);
});
