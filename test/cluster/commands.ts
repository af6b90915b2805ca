// What the cluster tests install and where, and how they run kubectl and other programs. Errors include the output.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface RunOptions {
  input?: string;
  env?: Record<string, string>;
  /** Default 2 minutes. */
  timeoutMs?: number;
}

/** Resolves to stdout; rejects when the exit code is not 0. */
export function run(program: string, args: string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      args,
      {
        cwd: root,
        env: { ...process.env, ...options.env },
        timeout: options.timeoutMs ?? 120_000,
        maxBuffer: 256 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-25).join('\n');
        const why = 'code' in error && error.code === 'ENOENT' ? 'is not on the PATH' : `failed:\n${said}`;
        reject(new Error(`${program} ${args.join(' ')} ${why}`));
      },
    );
    // A program may exit without reading all its input; its exit code tells enough.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}

export const kubectl = (args: string[], options?: RunOptions) => run('kubectl', args, options);

/** Creates or updates; `yaml` may hold several documents. */
export const apply = (yaml: string, more: string[] = []) =>
  kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-', ...more], { input: yaml });

// biome-ignore lint/suspicious/noExplicitAny: an object of the API has the shape that its kind says
export const getJson = async (args: string[]): Promise<any> =>
  JSON.parse(await kubectl(['get', ...args, '-o', 'json']));

export const namespace = 'ringtrace';
export const release = 'ringtrace';
export const clientNamespace = 'ringtrace-clients';
/** Label of everything these tests create; objects without it are never touched. */
export const testLabel = 'ringtrace.dev/test';
/** Address of the LOCAL listener of manifests/kafka.yaml, which advertises it to clients. */
export const kafkaPort = 19_092;
/** Secret with the API key of the smoke test and of these tests. */
export const smokeTestSecret = 'ringtrace-smoke-test';
