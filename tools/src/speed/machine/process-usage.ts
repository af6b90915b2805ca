// What a process has used, from /proc: only Linux has it.
import { readFileSync } from 'node:fs';

/** Since the 1990s the same on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** CPU seconds of all threads since the process began, user and system. Throws when there is no such process. */
export function cpuSeconds(pid: number): number {
  return cpuSecondsOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** Pure. The name, in parentheses, may hold spaces and parentheses itself. */
export function cpuSecondsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** The most memory that the process ever had resident, in MB of 10^6 bytes. */
export function peakRssMb(pid: number): number {
  return peakRssMbOf(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

/** Pure. */
export function peakRssMbOf(status: string): number {
  const kibibytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
  return (kibibytes * 1024) / 1e6;
}
