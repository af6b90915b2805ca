// The HTTP methods that a path supports, so that a wrong method gets 405 and not 404. Pure.

export interface Route {
  method: string;
  /** Route pattern such as `/v1/verdicts/:id` or `/docs/static/*`. */
  url: string;
}

/** Distinct methods of all routes that match the path; empty for an unknown path. */
export function allowedMethods(routes: Route[], url: string): string[] {
  const path = url.split('?')[0] ?? '';
  return [...new Set(routes.filter((route) => matches(route.url, path)).map((route) => route.method))].sort();
}

function matches(pattern: string, path: string): boolean {
  const expected = pattern.split('/');
  const actual = path.split('/');
  for (const [index, part] of expected.entries()) {
    if (part === '*') return index > 1;
    if (part.startsWith(':') ? !actual[index] : part !== actual[index]) return false;
  }
  return expected.length === actual.length;
}
