// The rules of the house that a compiler does not know. `npm run check` fails on each, with its name and reason.
const pure = [
  '^libs/contracts/src/',
  '^libs/traced-kafka/src/(consume/(failure-policy|batch-size|dead-letter|parse-json|replay-dead-letter)|client/(explain-connection-failure|classify-failure|kafkajs-errors))\\.ts$',
  '^libs/auth/src/(api-key|api-key-file|bearer-token|principal)\\.ts$',
  '^libs/traced-neo4j/src/(retry-policy|error-class|normalize-statement)\\.ts$',
  '^libs/user-tracking/src/(keyed-hash|tracked-user|tracked-ip|rejection|do-not-track|options|messages|business-value|silence-promise)\\.ts$',
  '^services/analyzer/src/(rules/rule|rules/finding|verdict/decide-verdict)\\.ts$',
  '^services/dead-letters/src/(action|arguments|help|letter|letter-report|list-report|pace|reconcile/(ledger|reconcile-arguments|reconcile-help|reconcile-report))\\.ts$',
  '^services/erase/src/(arguments|erase-report|erase-statements|person|person-cases|redirect-statements)\\.ts$',
  '^libs/tokens/src/',
  '^services/ingestor/src/accept/(accept-transaction|card-number)\\.ts$',
  '^tools/src/(traffic|reference|pipeline/trace)/',
];
const spec = '\\.(spec|fixture)\\.ts$';

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    rule('no-cycles', 'A cycle has no first file to read.', {}, { circular: true }),
    rule(
      'libs-know-no-service',
      'Libs are taken alone by other teams.',
      { path: '^libs/' },
      { path: '^services/|node_modules/@ringtrace/(ingestor|analyzer|erase|dead-letters)' },
    ),
    rule(
      'services-know-no-other-service',
      'They meet on Kafka only.',
      { path: '^services/([^/]+)/', pathNot: '^services/(erase|dead-letters)/' },
      { path: '^services/', pathNot: '^services/$1/' },
    ),
    rule(
      'commands-know-only-the-graph-door',
      'Of the analyzer they may use what graph/index.ts exports, and nothing else.',
      { path: '^services/(erase|dead-letters)/' },
      { path: '^services/', pathNot: ['^services/$1/', '^services/analyzer/src/graph/index\\.ts$'] },
    ),
    rule(
      'rules-know-no-verdict',
      'In an analyzer data flows from rules/ to verdict/, and so do imports.',
      { path: '^services/analyzer/src/rules/' },
      { path: '^services/analyzer/src/verdict/' },
    ),
    rule(
      'traced-libs-know-no-domain',
      'No domain word in what any NestJS team can take.',
      { path: '^libs/(auth|mounted-file|telemetry|traced-kafka|traced-neo4j|user-tracking)/' },
      { path: '^libs/contracts/|@ringtrace/contracts' },
    ),
    rule(
      'only-telemetry-names-dd-trace',
      'One place to change the tracer.',
      { pathNot: '^libs/telemetry/' },
      { path: 'node_modules/dd-trace' },
    ),
    rule(
      'only-the-adapter-names-kafkajs',
      'A swap of the client is a change of one folder.',
      {
        path: '^(libs|services)/',
        pathNot: `^libs/traced-kafka/src/client/(kafkajs-(client|producer|admin|reads|records|consumer|step-over|topics|jumps)|open-kafka|teach-kafkajs)\\.ts$|${spec}`,
      },
      { path: 'node_modules/kafkajs' },
    ),
    rule(
      'only-traced-neo4j-names-its-driver',
      'Queries without a span cannot happen.',
      { path: '^(libs|services)/', pathNot: `^libs/traced-neo4j/|${spec}` },
      { path: 'node_modules/neo4j-driver' },
    ),
    rule(
      'the-door-is-for-others',
      'Inside a package files import each other, not index.ts.',
      { path: '^(libs/[^/]+|tools|services/analyzer)/src/', pathNot: spec },
      { path: '^$1/src/(graph/)?index\\.ts$' },
    ),
    rule(
      'through-the-door',
      'Packages meet at index.ts.',
      { path: '^((libs|services)/[^/]+|tools)/' },
      {
        path: '^((libs|services)/[^/]+|tools)/(src|dist)/',
        pathNot: ['^$1/', '/index\\.(ts|js|d\\.ts)$'],
      },
    ),
    rule(
      'pure-is-pure',
      'Decisions know no framework, no server and no IO.',
      { path: pure, pathNot: spec },
      {
        path: 'node_modules/(@nestjs|kafkajs|neo4j-driver|dd-trace|rxjs)|^(node:)?(fs|net|http|https|child_process)(/|$)',
      },
    ),
    rule(
      'no-test-in-the-product',
      'Code does not import its tests.',
      { pathNot: `${spec}|^test/` },
      { path: spec },
    ),
    rule(
      'declared-dependencies',
      'What is imported is in the package’s own package.json.',
      { path: '^(libs|services|tools)/', pathNot: spec },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules|dist' },
    exclude: { path: '/dist/|\\.fixture\\.ts$' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    // `source`: through a workspace package's door to its source, so that rules on paths see it.
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
    moduleSystems: ['es6'],
  },
};
