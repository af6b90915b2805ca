// One project per test kind: unit (no IO), integration (real servers), whole pipeline; k8s (charts and manifests, needs
// helm, kubeconform and skaffold), cluster (a reachable Kubernetes).
const shared = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2024',
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Tests read the sources, so that a forgotten build can never hide a change.
  moduleNameMapper: {
    '^@ringtrace/(auth|contracts|mounted-file|telemetry|traced-kafka|traced-neo4j|tokens|user-tracking|service-shell)$':
      '<rootDir>/libs/$1/src/index.ts',
    '^@ringtrace/analyzer/graph$': '<rootDir>/services/analyzer/src/graph/index.ts',
    '^@ringtrace/tools$': '<rootDir>/tools/src/index.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.local/'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};

const kind = (displayName, suffix, more = {}) => ({
  ...shared,
  ...more,
  displayName,
  testMatch: [`<rootDir>/{libs,services,tools,test}/**/*${suffix}.ts`],
});

// Started when a suite first asks for them, stopped after the last one.
const sharedServers = {
  globalSetup: '<rootDir>/test/servers/start.ts',
  globalTeardown: '<rootDir>/test/servers/stop.ts',
};

export default {
  projects: [
    {
      ...kind('unit', '.spec'),
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '\\.(int|e2e|k8s|cluster)\\.spec\\.ts$'],
    },
    kind('integration', '.int.spec', sharedServers),
    kind('pipeline', '.e2e.spec', sharedServers),
    kind('k8s', '.k8s.spec'),
    kind('cluster', '.cluster.spec', {
      globalSetup: '<rootDir>/test/cluster/setup.ts',
      globalTeardown: '<rootDir>/test/cluster/teardown.ts',
    }),
  ],
  testTimeout: 120_000,
};
