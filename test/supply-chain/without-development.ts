// A project without its development dependencies. `npm sbom --omit=dev` (npm 11) is no substitute: it drops packages that
// another workspace needs for development, and includes development dependencies of a workspace's libraries. Pure.

export interface Manifest {
  name?: string;
  devDependencies?: Record<string, string>;
  [key: string]: unknown;
}

export function withoutDevelopment({ devDependencies: _, ...manifest }: Manifest): Manifest {
  return manifest;
}
