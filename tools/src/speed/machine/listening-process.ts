// The process behind a port of this machine: servers are known by their address, their CPU time only by their pid.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Throws when no process of ours listens there: a server in a container or elsewhere cannot be measured. */
export function listeningPid(port: number): number {
  const inodes = ['tcp', 'tcp6'].flatMap((table) => listeningInodes(readTable(table), port));
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (socketsOf(pid).some((inode) => inodes.includes(inode))) return Number(pid);
  }
  throw new Error(`no process of this machine that can be looked at listens on port ${port}`);
}

/** Pure. The rows of /proc/net/tcp are in hexadecimal; state 0A is LISTEN. */
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
    // Gone meanwhile, or another user's.
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
