// The API key of these tests: setup.ts created it in another process and stored it in the cluster only.
import { getJson } from './commands.ts';
import { namespace, smokeTestSecret } from './names.ts';

export async function apiKey(): Promise<string> {
  const { data } = await getJson(['secret', smokeTestSecret, '-n', namespace]);
  return Buffer.from(data['api-key'], 'base64').toString();
}

/** Like fetch, with the API key. */
export async function fetchAsClient(url: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${await apiKey()}` } });
}
