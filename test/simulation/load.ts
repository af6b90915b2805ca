// Lets the simulation import the sources of the product, and runs what the build has made of them: Node runs no decorators. One
// text of one file can be replaced on the way, which plants a bug.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A small change of one source file. */
export interface Patch {
  /** From the root of the repository. */
  file: string;
  /** The first text is replaced by the second. It stands on one line, the same in the source and in the build, exactly once. */
  changes: [find: string, replace: string][];
}

const builtFrom = (url: string) =>
  url.replace(/\/((?:libs|services)\/[^/]+)\/src\/(.*)\.ts$/, '/$1/dist/$2.js');

/** @returns whether the patched file has been loaded */
export function loadBuilt(patch?: Patch): () => boolean {
  let isPatched = false;
  const root = new URL('../../', import.meta.url);
  const patched = patch && builtFrom(new URL(patch.file, root).href);
  registerHooks({
    resolve: (specifier, context, next) => {
      const isSource = specifier.startsWith('../../') && specifier.endsWith('.ts');
      return next(isSource ? builtFrom(new URL(specifier, context.parentURL).href) : specifier, context);
    },
    load: (url, context, next) => {
      if (patch === undefined || url !== patched) return next(url, context);
      isPatched = true;
      const source = applied(patch, readFileSync(fileURLToPath(url), 'utf8'));
      return { format: 'module', source, shortCircuit: true };
    },
  });
  return () => isPatched;
}

/** @throws unless each text occurs exactly once */
export function applied({ file, changes }: Patch, source: string): string {
  return changes.reduce((text, [find, replace]) => {
    const parts = text.split(find);
    if (parts.length !== 2)
      throw new Error(`${file} has "${find}" ${parts.length - 1} times, not once: adapt the planted bug`);
    return parts.join(replace);
  }, source);
}
