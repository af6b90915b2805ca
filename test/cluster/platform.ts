// What ringtrace needs around it, installed from the same charts and values as for users, with two exceptions: Kafka comes from
// manifests/kafka.yaml, and Datadog's test agent replaces the Datadog agent.
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeAccess } from '@ringtrace/tools';
import { manifestsOf, upstreamChart } from '../k8s/charts.ts';
import { helm, skaffold as runSkaffold } from '../k8s/tools.ts';
import { issue, newAuthority, type Pem } from './certificates.ts';
import {
  apply,
  clientNamespace,
  kafkaPort,
  kubectl,
  namespace,
  release,
  root,
  run,
  smokeTestSecret,
  testLabel,
} from './commands.ts';
import { portForward } from './port-forward.ts';
import { reconcile, secret } from './strimzi-stand-in.ts';

const manifest = (name: string) => readFile(join(root, 'test/cluster/manifests', name), 'utf8');
const namespaces = [namespace, clientNamespace, 'datadog', 'keda', 'strimzi'];

/** Refuses a cluster where somebody else installed ringtrace. */
export async function makeNamespaces(): Promise<void> {
  for (const name of namespaces) {
    const mark = await kubectl(['get', 'namespace', name, '--ignore-not-found', '-o', 'json']);
    if (mark !== '' && JSON.parse(mark).metadata.labels?.[testLabel] !== 'true') {
      throw new Error(
        `The namespace ${name} is there and was not made by these tests. Use a cluster of their own, or delete it: kubectl delete namespace ${name}`,
      );
    }
  }
  await apply(await readFile(join(root, 'k8s/namespaces.yaml'), 'utf8'));
  await apply(JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: clientNamespace } }));
  await kubectl(['label', 'namespace', '--overwrite', ...namespaces, `${testLabel}=true`]);
}

export async function installCustomResources(): Promise<void> {
  const folder = join(await unpacked('strimzi-kafka-operator'), 'crds');
  for (const file of await readdir(folder))
    await kubectl(['apply', '--server-side', '-f', join(folder, file)]);
}

async function unpacked(chart: string): Promise<string> {
  const folder = join(root, 'node_modules/.cache/charts');
  await run('mkdir', ['-p', folder]);
  await run('tar', ['-xzf', await upstreamChart(chart), '-C', folder]);
  return join(folder, chart);
}

/** The authority of the Kafka cluster, created once. */
export async function installKafka(): Promise<Pem> {
  const authority = await newAuthority('cluster-ca');
  const address = 'ringtrace-kafka-bootstrap';
  const server = await issue(authority, address, [address, `${address}.${namespace}.svc`, 'localhost']);
  await apply(secret('ringtrace-cluster-ca-cert', { 'ca.crt': authority.certificate }));
  await apply(
    secret('kafka-server-tls', {
      'ca.crt': authority.certificate,
      'keystore.pem': server.key + server.certificate,
    }),
  );
  await apply(await manifest('kafka.yaml'));
  return authority;
}

export async function makeSecrets(): Promise<void> {
  const password = randomBytes(12).toString('hex');
  await apply(secret('neo4j-auth', { NEO4J_AUTH: `neo4j/${password}`, password }));
  await apply(secret('ringtrace-token-key', { 'token-key': randomBytes(32).toString('base64') }));
  await apply(secret('ringtrace-user-hash-key', { 'user-hash-key': randomBytes(32).toString('base64') }));
  const { keys, environment } = makeAccess(join(root, '.local/cluster-tests/api-keys'));
  const lines = await readFile(environment.AUTH_API_KEYS_FILE, 'utf8');
  await apply(secret('ringtrace-api-keys', { 'api-keys': lines }));
  // Also used by these tests: apiKey() reads it from there.
  await apply(secret(smokeTestSecret, { 'api-key': keys.join() }));
}

/** TLS only, as described in docs/operations.md, with its own authority. */
export async function installNeo4j(): Promise<void> {
  const authority = await newAuthority('neo4j-ca');
  const { key, certificate } = await issue(authority, 'neo4j', [`neo4j.${namespace}.svc.cluster.local`]);
  await apply(secret('neo4j-tls', { 'tls.key': key, 'tls.crt': certificate }));
  await apply(secret('neo4j-ca', { 'ca.crt': authority.certificate }));
  await helmInstall('neo4j', await upstreamChart('neo4j'), namespace, [
    ...['-f', 'k8s/values/neo4j.yaml', '-f', 'test/cluster/neo4j-tls.values.yaml'],
    // The supported version, whatever the available chart defaults to.
    ...['--set', 'image.customImage=neo4j:5.26-community'],
  ]);
}

export async function installKeda(): Promise<void> {
  await helmInstall('keda', await upstreamChart('keda'), 'keda', ['-f', 'k8s/values/keda.yaml']);
}

export async function installRelay(): Promise<void> {
  await apply((await manifest('relay.yaml')).replace('INGESTOR_IMAGE', imageOf('ingestor')));
  await kubectl(['rollout', 'status', 'deployment/relay', '-n', clientNamespace, '--timeout=120s']);
}

export const installAgent = async () => apply(await manifest('agent.yaml'));

/** Creates the topics and users that the chart declares, in place of Strimzi's operators. */
export async function makeTopicsAndUsers(authority: Pem): Promise<void> {
  await kubectl(['rollout', 'status', 'statefulset/kafka', '-n', namespace, '--timeout=120s']);
  const manifests = await manifestsOf({
    what: 'charts/ringtrace for the tests',
    environment: 'test',
    release,
    namespace,
    chart: async () => 'charts/ringtrace',
    valuesFiles: ringtraceValues,
  });
  const forward = await portForward(namespace, 'pod/kafka-0', kafkaPort, kafkaPort);
  try {
    await reconcile(manifests, `127.0.0.1:${kafkaPort}`, authority);
  } finally {
    await forward.stop();
  }
}

/** As in the profile `ci` of skaffold.yaml. */
const ringtraceValues = ['charts/ringtrace/examples/dev.yaml', 'test/cluster/values.yaml'];

async function helmInstall(name: string, chart: string, into: string, more: string[]): Promise<void> {
  const args = ['upgrade', '--install', name, chart, '-n', into, '--wait', '--timeout', '5m', ...more];
  await helm(args, { timeoutMs: 320_000 });
}

/** Like `skaffold deploy`, with extra values; each is a `--set`. */
export const installRingtrace = (...values: string[]) =>
  installRingtraceWith(values.flatMap((value) => ['--set', value]));

export const installRingtraceWith = (flags: string[]) =>
  helmInstall(release, 'charts/ringtrace', namespace, [
    ...ringtraceValues.flatMap((file) => ['-f', file]),
    ...imageValues(),
    ...flags,
  ]);

// skaffold builds the services' images with its profile `ci`, which runs IMAGE_BUILD_COMMAND, a shell line that builds
// $DOCKERFILE as $IMAGE (name and tag) and brings it to the cluster. Default: Docker and kind.
const command =
  process.env.IMAGE_BUILD_COMMAND ??
  'docker build --quiet -f "$DOCKERFILE" -t "$IMAGE" . && kind load docker-image "$IMAGE"';
const buildEnv = { IMAGE_BUILD_COMMAND: command };
const buildFolder = join(root, 'node_modules/.cache/cluster-tests');
/** What skaffold built, in the format that its other commands accept. */
export const builds = join(buildFolder, 'builds.json');

export async function buildServices(): Promise<void> {
  mkdirSync(buildFolder, { recursive: true });
  await skaffold('build', '--file-output', builds);
}

export const skaffold = (verb: string, ...args: string[]) =>
  runSkaffold([verb, '-p', 'ci', ...args], { env: buildEnv, timeoutMs: 20 * 60_000 });

export async function buildAgent(): Promise<void> {
  const image = { IMAGE: 'ringtrace-test/agent:1', DOCKERFILE: 'test/cluster/agent.Dockerfile' };
  await run('sh', ['-c', command], { env: image, timeoutMs: 10 * 60_000 });
}

/** As a pod names it. */
export function imageOf(service: 'ingestor' | 'analyzer'): string {
  const { builds: built } = JSON.parse(readFileSync(builds, 'utf8')) as {
    builds: { imageName: string; tag: string }[];
  };
  const found = built.find(({ imageName }) => imageName === `ringtrace-${service}`);
  if (found === undefined) throw new Error(`skaffold built no ringtrace-${service}`);
  return found.tag;
}

/** The same for Helm, with name, tag and digest apart. */
export function imageValues(): string[] {
  return (['ingestor', 'analyzer'] as const).flatMap((service) => {
    const [named = '', digest = ''] = imageOf(service).split('@');
    const colon = named.lastIndexOf(':');
    return [
      `${service}.image.repository=${named.slice(0, colon)}`,
      `${service}.image.tag=${named.slice(colon + 1)}`,
      `${service}.image.digest=${digest}`,
    ].flatMap((value) => ['--set', value]);
  });
}
