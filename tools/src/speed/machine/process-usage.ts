// CPU time and memory of processes, from /proc (Linux only).
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** USER_HZ, the same on every Linux that Node supports. */
const ticksPerSecond = 100;

/** CPU seconds of all threads since the process started, user and system. Throws if there is no such process. */
export function cpuSeconds(pid: number): number {
  return cpuSecondsOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** Pure. The process name, in parentheses, may itself contain spaces and parentheses. */
export function cpuSecondsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Peak resident memory in MB of 10^6 bytes. */
export function peakRssMb(pid: number): number {
  return peakRssMbOf(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

/** Pure. */
export function peakRssMbOf(status: string): number {
  const kibibytes = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]);
  return (kibibytes * 1024) / 1e6;
}

export type Pids = Record<string, number>;
export type CpuUse = Record<string, number>;

/** Starts measuring; the returned function gives the CPU seconds each process has used since. */
export function meterCpu(pids: Pids): () => CpuUse {
  const read = () => Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, cpuSeconds(pid)]));
  const begin = read();
  return () =>
    Object.fromEntries(Object.entries(read()).map(([name, seconds]) => [name, seconds - (begin[name] ?? 0)]));
}

/** CPU seconds per 1,000 transactions, that is milliseconds per transaction. */
export function perThousand(use: CpuUse, transactions: number): CpuUse {
  return Object.fromEntries(
    Object.entries(use).map(([name, seconds]) => [name, (seconds * 1_000) / transactions]),
  );
}

export function sum(use: CpuUse, names: string[] = Object.keys(use)): number {
  return names.reduce((total, name) => total + (use[name] ?? 0), 0);
}

/** The pid of the process that listens on a port. Throws if it is not visible here, as in a container or on another machine. */
export function listeningPid(port: number): number {
  const inodes = ['tcp', 'tcp6'].flatMap((table) => listeningInodes(readTable(table), port));
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (socketsOf(pid).some((inode) => inodes.includes(inode))) return Number(pid);
  }
  throw new Error(`no visible process of this machine listens on port ${port}`);
}

/** Pure. /proc/net/tcp is in hexadecimal; state 0A is LISTEN. */
export function listeningInodes(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    return fields[1]?.endsWith(wanted) && fields[3] === '0A' ? [fields[9] as string] : [];
  });
}

function readTable(name: string): string {
  try {
    return readFileSync(`/proc/net/${name}`, 'utf8');
  } catch {
    return '';
  }
}

function socketsOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => socketOf(`/proc/${pid}/fd/${fd}`));
  } catch {
    // The process is gone, or belongs to another user.
    return [];
  }
}

function socketOf(path: string): string[] {
  try {
    const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(path))?.[1];
    return inode === undefined ? [] : [inode];
  } catch {
    return [];
  }
}
