// What a parent and the watchdog of one of its children say to each other.

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export type ToWatchdog =
  | { do: 'start'; command: string; args: string[]; env: NodeJS.ProcessEnv; cwd?: string; graceMs: number }
  | { do: 'signal'; signal: NodeJS.Signals }
  | { do: 'release' };

export type FromWatchdog =
  | { is: 'started'; pid: number }
  | { is: 'not-started'; message: string }
  | ({ is: 'exited' } & Exit);
