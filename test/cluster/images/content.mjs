// Runs inside an image and prints the content of /app as JSON. Plain JavaScript: the image has nothing else.
//   docker run --rm -i ringtrace-ingestor node --input-type=module - < test/cluster/images/content.mjs
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const entries = [];
const walk = (path) => {
  const entry = lstatSync(path);
  const { uid, gid, mode } = entry;
  // Judged by owner and mode: trying to write would prove nothing on a read-only root.
  const writable = uid === 1000 || (gid === 1000 && mode & 0o020) || mode & 0o002;
  const link = entry.isSymbolicLink();
  entries.push({ path, link, writable: !link && Boolean(writable), bytes: entry.isFile() ? entry.size : 0 });
  if (entry.isDirectory()) for (const name of readdirSync(path)) walk(join(path, name));
};
walk('/app');

const paths = entries.map(({ path }) => path);
const own = paths.filter((path) => !path.includes('/node_modules/'));
const namesIn = (pattern) =>
  [...new Set(paths.map((path) => pattern.exec(path)?.[1]).filter(Boolean))].sort();
const ownBuild = new RegExp(`/prebuilds/linux(glibc)?-${process.arch}(/|$)`);

/** Native packages of dd-trace that are missing or do not load on this platform; the error if the tracer itself does not. */
const failing = () => {
  const require = createRequire('/app/libs/telemetry/dist/');
  const natives = ['native-appsec', 'native-iast-taint-tracking', 'native-metrics', 'pprof'];
  return ['dd-trace', ...natives.map((name) => `@datadog/${name}`)].filter((name) => {
    try {
      require(name);
      return false;
    } catch {
      return true;
    }
  });
};

process.stdout.write(
  JSON.stringify({
    bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
    sources: paths.filter((path) => /\.([cm]?ts|tsbuildinfo)$/.test(path)),
    tests: own.filter((path) => /\.(spec|fixture)\./.test(path)),
    compiled: own.filter((path) => path.endsWith('.js')).length,
    sourceMaps: own.filter((path) => path.endsWith('.js.map')).length,
    packages: namesIn(/\/node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/),
    services: namesIn(/^\/app\/services\/([^/]+)/),
    writable: entries.filter(({ writable }) => writable).map(({ path }) => path),
    secrets: paths.filter((path) =>
      /\/(\.env[^/]*|\.npmrc|id_(rsa|ed25519)|[^/]+\.(pem|key|p12|pfx))$/.test(path),
    ),
    foreignBuilds: paths.filter(
      (path) =>
        (/\/prebuilds\/[a-z]+-/.test(path) && !ownBuild.test(path)) || /\/prebuilds\/.*\.musl\./.test(path),
    ),
    brokenLinks: entries.filter(({ path, link }) => link && !existsSync(path)).map(({ path }) => path),
    failing: failing(),
    node: process.version,
  }),
);
