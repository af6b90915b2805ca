// A lasting `kubectl port-forward`: when its pod ends, it is started again on the same local port.
import { type ChildProcess, spawn } from 'node:child_process';
import { waitUntil } from '@ringtrace/tools';

export interface Forward {
  /** On 127.0.0.1. */
  port: number;
  stop(): Promise<void>;
}

/**
 * `target` as kubectl takes it: `deployment/relay`, `pod/kafka-0`. `localPort` 0 takes a free one.
 * Resolves when connections are taken.
 */
export async function portForward(
  namespace: string,
  target: string,
  remotePort: number,
  localPort = 0,
): Promise<Forward> {
  let port = localPort;
  let open = false;
  let stopped = false;
  let child: ChildProcess;
  let said = '';

  const begin = () => {
    open = false;
    child = spawn('kubectl', ['port-forward', '-n', namespace, target, `${port || ''}:${remotePort}`]);
    child.stdout?.on('data', (data) => {
      const [, chosen] = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(String(data)) ?? [];
      if (chosen !== undefined) {
        port = Number(chosen);
        open = true;
      }
    });
    child.stderr?.on('data', (data) => {
      said = String(data);
    });
    child.once('exit', () => {
      open = false;
      if (!stopped) setTimeout(begin, 250);
    });
  };
  begin();
  await waitUntil(() => open, { timeoutMs: 60_000, what: `a way to ${target} in ${namespace}` }).catch(
    (error) => {
      stopped = true;
      child.kill();
      throw new Error(`${error.message}: ${said.trim()}`);
    },
  );
  return {
    port,
    stop: async () => {
      stopped = true;
      if (child.exitCode !== null || !child.kill()) return;
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}
