// Evaluates Pod Security `restricted` for a pod template, as Kubernetes 1.35 documents it for Linux. The API server only
// warns about a Deployment and refuses its pods when they are created. Pure.
// https://kubernetes.io/docs/concepts/security/pod-security-standards/
import type { Manifest } from './charts.ts';

// biome-ignore lint/suspicious/noExplicitAny: a tree whose shape the schema of its kind checks
type Tree = any;

interface Security {
  privileged?: boolean;
  allowPrivilegeEscalation?: boolean;
  runAsNonRoot?: boolean;
  runAsUser?: number;
  capabilities?: { add?: string[]; drop?: string[] };
  seccompProfile?: { type: string };
  appArmorProfile?: { type: string };
  seLinuxOptions?: { type?: string; user?: string; role?: string };
  windowsOptions?: { hostProcess?: boolean };
  procMount?: string;
  sysctls?: { name: string }[];
}

export interface PodTemplate {
  metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: Tree;
}

const volumeTypes =
  'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' ');
const profiles = ['RuntimeDefault', 'Localhost'];
const seLinuxTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const sysctls = [
  'kernel.shm_rmid_forced',
  ...['ip_local_port_range', 'tcp_syncookies', 'ping_group_range', 'ip_unprivileged_port_start'],
  ...['ip_local_reserved_ports', 'tcp_keepalive_time', 'tcp_fin_timeout', 'tcp_keepalive_intvl'],
  ...['tcp_keepalive_probes', 'tcp_rmem', 'tcp_wmem'],
].map((name) => (name.startsWith('kernel.') ? name : `net.ipv4.${name}`));

/** Violations of `restricted`, one line each: `container analyzer: allowPrivilegeEscalation is not false`. */
export function violations({ metadata = {}, spec }: PodTemplate): string[] {
  const containers: Tree[] = [
    ...(spec.initContainers ?? []),
    ...(spec.containers ?? []),
    ...(spec.ephemeralContainers ?? []),
  ];
  return [
    ...ofPod(metadata.annotations ?? {}, spec),
    ...containers.flatMap((container) =>
      ofContainer(container, spec.securityContext ?? {}).map(
        (what) => `container ${container.name}: ${what}`,
      ),
    ),
  ];
}

function ofPod(annotations: Record<string, string>, spec: Tree): string[] {
  const security: Security = spec.securityContext ?? {};
  const volumes: Record<string, unknown>[] = spec.volumes ?? [];
  const named = (key: string) => key.startsWith('container.apparmor.security.beta.kubernetes.io/');
  return given([
    ...['hostNetwork', 'hostPID', 'hostIPC'].map((key): Finding => [spec[key] === true, key]),
    ...volumes.map((volume): Finding => {
      const types = Object.keys(volume).filter((key) => key !== 'name');
      return [
        !types.every((type) => volumeTypes.includes(type)),
        `volume ${volume.name} is of type ${types}`,
      ];
    }),
    [security.sysctls?.some(({ name }) => !sysctls.includes(name)), 'a sysctl that is not safe'],
    [
      Object.entries(annotations).some(
        ([key, value]) => named(key) && !/^(|runtime\/default|localhost\/.*)$/.test(value),
      ),
      'AppArmor is switched off by an annotation',
    ],
    ...ofEither(security),
  ]);
}

function ofContainer(container: Tree, pod: Security): string[] {
  const own: Security = container.securityContext ?? {};
  const { add = [], drop = [] } = own.capabilities ?? {};
  const ports: { hostPort?: number }[] = container.ports ?? [];
  const handlers = [
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((key) => container[key]),
    container.lifecycle?.postStart,
    container.lifecycle?.preStop,
  ];
  return given([
    [own.privileged, 'privileged'],
    [own.allowPrivilegeEscalation !== false, 'allowPrivilegeEscalation is not false'],
    [!drop.includes('ALL'), 'capabilities are not all dropped'],
    [add.some((capability) => capability !== 'NET_BIND_SERVICE'), `capabilities are added: ${add}`],
    [(own.runAsNonRoot ?? pod.runAsNonRoot) !== true, 'runAsNonRoot is not true'],
    [(own.seccompProfile ?? pod.seccompProfile) === undefined, 'there is no seccompProfile'],
    [(own.procMount ?? 'Default') !== 'Default', 'procMount is not Default'],
    [ports.some(({ hostPort }) => (hostPort ?? 0) !== 0), 'a port of the host'],
    [
      handlers.some((handler) => handler?.httpGet?.host || handler?.tcpSocket?.host),
      'a probe of another host',
    ],
    ...ofEither(own),
  ]);
}

/** What neither the pod nor a container may set. */
function ofEither(security: Security): Finding[] {
  const { seccompProfile, appArmorProfile, seLinuxOptions = {}, windowsOptions } = security;
  return [
    [security.runAsNonRoot === false, 'runAsNonRoot is false'],
    [security.runAsUser === 0, 'runAsUser is 0'],
    [seccompProfile && !profiles.includes(seccompProfile.type), 'another seccompProfile'],
    [appArmorProfile && !profiles.includes(appArmorProfile.type), 'another appArmorProfile'],
    [!seLinuxTypes.includes(seLinuxOptions.type ?? ''), 'another seLinuxOptions.type'],
    [seLinuxOptions.user || seLinuxOptions.role, 'seLinuxOptions.user or role'],
    [windowsOptions?.hostProcess, 'a process of the host'],
  ];
}

type Finding = [found: unknown, what: string];
const given = (findings: Finding[]) => findings.filter(([found]) => found).map(([, what]) => what);

/** The pod template of an object; a Pod is its own. Undefined for objects without pods. */
export function podTemplateOf({ kind, metadata, spec }: Manifest): PodTemplate | undefined {
  if (kind === 'Pod') return { metadata, spec };
  if (kind === 'CronJob') return spec.jobTemplate.spec.template;
  return spec?.template?.spec?.containers === undefined ? undefined : spec.template;
}
