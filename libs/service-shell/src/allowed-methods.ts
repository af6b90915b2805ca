// Which methods a path knows, so that a wrong method hears 405 and not 404. Pure.

export interface Route {
  method: string;
  /** The pattern: `/v1/verdicts/:id`, `/docs/static/*`. */
  url: string;
}

/** Methods of every route whose pattern fits the path, without repeats; empty for an unknown path. */
export function allowedMethods(routes: Route[], url: string): string[] {
  const path = url.split('?')[0] ?? '';
  return [...new Set(routes.filter((route) => fits(route.url, path)).map((route) => route.method))].sort();
}

function fits(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  for (const [index, part] of wanted.entries()) {
    if (part === '*') return index > 1;
    if (part.startsWith(':') ? !given[index] : part !== given[index]) return false;
  }
  return wanted.length === given.length;
}
