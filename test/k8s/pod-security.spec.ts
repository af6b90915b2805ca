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
  it('that does as it should is let in', () => {
    expect(violations({ spec: fits })).toEqual([]);
  });

  it('may say per container what it does not say for all', () => {
    const own = { ...security, runAsNonRoot: true, seccompProfile: { type: 'Localhost' } };
    expect(violations({ spec: { containers: [{ name: 'a', securityContext: own }] } })).toEqual([]);
  });

  it('may bind a low port, keep safe sysctls and mount what is not the host', () => {
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
    ['nothing set', { containers: [{ name: 'a' }] }, /allowPrivilegeEscalation/],
    ['the network of the host', { ...fits, hostNetwork: true }, /hostNetwork/],
    ['the processes of the host', { ...fits, hostPID: true }, /hostPID/],
    ['a path of the host', { ...fits, volumes: [{ name: 'v', hostPath: { path: '/' } }] }, /hostPath/],
    ['a volume of another kind', { ...fits, volumes: [{ name: 'v', nfs: {} }] }, /volume v is of type nfs/],
    ['a port of the host', withContainer({ ports: [{ containerPort: 80, hostPort: 80 }] }), /port/],
    ['a privileged container', withSecurity({ privileged: true }), /privileged/],
    ['more rights than the parent', withSecurity({ allowPrivilegeEscalation: true }), /Escalation/],
    ['capabilities that stay', withSecurity({ capabilities: { drop: ['CHOWN'] } }), /not all dropped/],
    ['capabilities that come', withSecurity({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } }), /CHOWN/],
    ['perhaps root', ofPod({ runAsNonRoot: undefined }), /a: runAsNonRoot is not true/],
    ['root by a container', withSecurity({ runAsNonRoot: false }), /runAsNonRoot is false/],
    ['user 0', ofPod({ runAsUser: 0 }), /runAsUser is 0/],
    ['no seccomp profile', ofPod({ seccompProfile: undefined }), /a: there is no seccompProfile/],
    ['no confinement', withSecurity({ seccompProfile: { type: 'Unconfined' } }), /another seccompProfile/],
    ['no AppArmor', withSecurity({ appArmorProfile: { type: 'Unconfined' } }), /another appArmorProfile/],
    ['a SELinux user', ofPod({ seLinuxOptions: { user: 'root' } }), /seLinuxOptions/],
    ['an unmasked /proc', withSecurity({ procMount: 'Unmasked' }), /procMount/],
    ['a sysctl of the node', ofPod({ sysctls: [{ name: 'kernel.msgmax' }] }), /sysctl/],
    ['a probe elsewhere', withContainer({ livenessProbe: { httpGet: { host: '1.2.3.4' } } }), /another host/],
    ['a container at the start', { ...fits, initContainers: [{ name: 'first' }] }, /container first: /],
  ])('%s', (_, spec, says) => {
    expect(violations({ spec }).join('\n')).toMatch(says);
  });

  it('AppArmor switched off by an annotation', () => {
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

  it('what makes none are not', () => {
    expect(podTemplateOf({ apiVersion: 'v1', kind: 'Service', metadata, spec: {} })).toBeUndefined();
  });
});
