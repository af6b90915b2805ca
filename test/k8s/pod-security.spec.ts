// The evaluation of Pod Security `restricted`, rule by rule.
import { podTemplateOf, violations } from './pod-security.ts';

const security = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
};
const fits = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [{ name: 'a', securityContext: security }],
};
const withContainer = (more: object) => ({ ...fits, containers: [{ ...fits.containers[0], ...more }] });
const withSecurity = (more: object) => withContainer({ securityContext: { ...security, ...more } });
const ofPod = (more: object) => ({ ...fits, securityContext: { ...fits.securityContext, ...more } });

describe('a pod', () => {
  it('is admitted when it complies', () => {
    expect(violations({ spec: fits })).toEqual([]);
  });

  it('may set per container what it does not set for all', () => {
    const own = { ...security, runAsNonRoot: true, seccompProfile: { type: 'Localhost' } };
    expect(violations({ spec: { containers: [{ name: 'a', securityContext: own }] } })).toEqual([]);
  });

  it('may bind a low port, use safe sysctls and mount volumes other than the host’s', () => {
    const bind = withSecurity({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } });
    const volumes = [
      { name: 'tmp', emptyDir: {} },
      { name: 'key', secret: { secretName: 'k' } },
    ];
    expect(violations({ spec: { ...bind, volumes } })).toEqual([]);
    const tuned = ofPod({ sysctls: [{ name: 'net.ipv4.tcp_keepalive_time', value: '60' }] });
    expect(violations({ spec: tuned })).toEqual([]);
  });
});

describe('restricted refuses', () => {
  it.each<[what: string, spec: object, says: RegExp]>([
    ['no settings', { containers: [{ name: 'a' }] }, /allowPrivilegeEscalation/],
    ['the host network', { ...fits, hostNetwork: true }, /hostNetwork/],
    ['the host’s processes', { ...fits, hostPID: true }, /hostPID/],
    ['a host path', { ...fits, volumes: [{ name: 'v', hostPath: { path: '/' } }] }, /hostPath/],
    ['a volume of another kind', { ...fits, volumes: [{ name: 'v', nfs: {} }] }, /volume v is of type nfs/],
    ['a host port', withContainer({ ports: [{ containerPort: 80, hostPort: 80 }] }), /port/],
    ['a privileged container', withSecurity({ privileged: true }), /privileged/],
    ['privilege escalation', withSecurity({ allowPrivilegeEscalation: true }), /Escalation/],
    [
      'capabilities that are not dropped',
      withSecurity({ capabilities: { drop: ['CHOWN'] } }),
      /not all dropped/,
    ],
    ['an added capability', withSecurity({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } }), /CHOWN/],
    ['a pod that may run as root', ofPod({ runAsNonRoot: undefined }), /a: runAsNonRoot is not true/],
    ['a container that may run as root', withSecurity({ runAsNonRoot: false }), /runAsNonRoot is false/],
    ['user 0', ofPod({ runAsUser: 0 }), /runAsUser is 0/],
    ['no seccomp profile', ofPod({ seccompProfile: undefined }), /a: there is no seccompProfile/],
    [
      'an unconfined container',
      withSecurity({ seccompProfile: { type: 'Unconfined' } }),
      /another seccompProfile/,
    ],
    ['no AppArmor', withSecurity({ appArmorProfile: { type: 'Unconfined' } }), /another appArmorProfile/],
    ['an SELinux user', ofPod({ seLinuxOptions: { user: 'root' } }), /seLinuxOptions/],
    ['an unmasked /proc', withSecurity({ procMount: 'Unmasked' }), /procMount/],
    ['an unsafe sysctl', ofPod({ sysctls: [{ name: 'kernel.msgmax' }] }), /sysctl/],
    [
      'a probe of another host',
      withContainer({ livenessProbe: { httpGet: { host: '1.2.3.4' } } }),
      /another host/,
    ],
    ['an init container', { ...fits, initContainers: [{ name: 'first' }] }, /container first: /],
  ])('%s', (_, spec, says) => {
    expect(violations({ spec }).join('\n')).toMatch(says);
  });

  it('AppArmor disabled by an annotation', () => {
    const annotations = { 'container.apparmor.security.beta.kubernetes.io/a': 'unconfined' };
    expect(violations({ metadata: { annotations }, spec: fits })).toHaveLength(1);
  });
});

describe('the pods of', () => {
  const metadata = { name: 'x' };
  const template = { metadata: {}, spec: fits };
  it.each([
    ['Pod', fits],
    ['Deployment', { template }],
    ['Job', { template }],
    ['CronJob', { jobTemplate: { spec: { template } } }],
  ])('a %s are found', (kind, spec) => {
    expect(podTemplateOf({ apiVersion: 'v1', kind, metadata, spec })?.spec).toEqual(fits);
  });

  it('objects without pods have none', () => {
    expect(podTemplateOf({ apiVersion: 'v1', kind: 'Service', metadata, spec: {} })).toBeUndefined();
  });
});
