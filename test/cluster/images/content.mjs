// Runs inside an image and prints, as JSON, what is in it. Plain JavaScript without dependencies: the image has nothing else.
import { accessSync, constants, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const files = [];
const walk = (folder) => {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const entry = lstatSync(path);
    if (entry.isDirectory()) walk(path);
    else files.push({ path, bytes: entry.isSymbolicLink() ? 0 : entry.size, link: entry.isSymbolicLink() });
  }
};
walk('/app');

const paths = files.map(({ path }) => path);
const own = paths.filter((path) => !path.includes('/node_modules/'));
const writable = (path) => {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};
const packages = paths
  .map((path) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1])
  .filter((name) => name !== undefined);
const glibc = `linux(glibc)?-${process.arch}`;

process.stdout.write(
  JSON.stringify({
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    sources: own.filter((path) => /\.ts$|\.tsbuildinfo$/.test(path)),
    tests: own.filter((path) => /\.(spec|fixture)\./.test(path)),
    compiled: own.filter((path) => path.endsWith('.js')).length,
    sourceMaps: own.filter((path) => path.endsWith('.js.map')).length,
    packages: [...new Set(packages)],
    services: [...new Set(own.map((path) => /^\/app\/services\/([^/]+)/.exec(path)?.[1]).filter(Boolean))],
    writable: files.filter(({ path, link }) => !link && writable(path)).map(({ path }) => path),
    secrets: paths.filter((path) => /\/(\.env[^/]*|\.npmrc|id_rsa|[^/]+\.(pem|key|p12|pfx))$/.test(path)),
    foreignBuilds: paths.filter(
      (path) => /\/prebuilds\/[a-z]+-/.test(path) && !new RegExp(`/prebuilds/${glibc}/`).test(path),
    ),
    node: process.version,
  }),
);
