// A test run starts its servers once: where SHARED_SERVERS_URL is set, suites get theirs from it (test/servers.ts).
import type { BackendName } from './backend-names.ts';

/** Their addresses as environment variables; none where no servers are shared. Emptied for each caller. */
export async function sharedServers(names: readonly BackendName[]): Promise<NodeJS.ProcessEnv> {
  const url = process.env.SHARED_SERVERS_URL;
  if (!url || names.length === 0) return {};
  const response = await fetch(`${url}?only=${names.join()}`);
  if (!response.ok) throw new Error(`shared servers: ${await response.text()}`);
  return (await response.json()) as NodeJS.ProcessEnv;
}
