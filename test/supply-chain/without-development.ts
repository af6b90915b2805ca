// A project as it would be if nothing were developed in it. `npm sbom --omit=dev` (npm 11) is no substitute: of a workspace it
// leaves out whatever another one wants for development, and puts in what its libraries want for theirs. Pure.

export interface Manifest {
  name?: string;
  devDependencies?: Record<string, string>;
  [key: string]: unknown;
}

export function withoutDevelopment({ devDependencies: _, ...manifest }: Manifest): Manifest {
  return manifest;
}
