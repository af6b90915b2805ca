// Which advisories are left to act on, apart from the explained ones. Pure.

/** From `npm audit --json`: an advisory, or the name of another package that brings one. */
export interface AuditReport {
  vulnerabilities: Record<string, { via: (Advisory | string)[] }>;
}
export interface Advisory {
  name: string;
  url: string;
  title: string;
  severity: string;
  range: string;
}

/** Why an advisory does not concern us. */
export interface Explanation {
  /** `GHSA-…` */
  id: string;
  package: string;
  because: string;
  /** From this day on it has to be reviewed again: `2027-01-31`. */
  until: string;
}

export interface Judgement {
  /** To act on: unexplained, or with an expired explanation. */
  open: Advisory[];
  explained: (Advisory & Explanation)[];
  /** Explanations that no advisory needs any more. */
  idle: Explanation[];
}

export function judgeAdvisories(
  report: AuditReport,
  explanations: readonly Explanation[],
  today: string,
): Judgement {
  const advisories = new Map(
    Object.values(report.vulnerabilities)
      .flatMap(({ via }) => via)
      .filter((via) => typeof via !== 'string')
      .map((advisory) => [`${advisory.name} ${advisory.url}`, advisory]),
  );
  const explanationOf = (advisory: Advisory) =>
    explanations.find((each) => each.package === advisory.name && advisory.url.endsWith(`/${each.id}`));
  const judged = [...advisories.values()].map((advisory) => ({
    advisory,
    explanation: explanationOf(advisory),
  }));
  return {
    open: judged
      .filter(({ explanation }) => explanation === undefined || explanation.until <= today)
      .map(({ advisory }) => advisory),
    explained: judged.flatMap(({ advisory, explanation }) =>
      explanation && explanation.until > today ? [{ ...advisory, ...explanation }] : [],
    ),
    idle: explanations.filter((each) => !judged.some(({ explanation }) => explanation === each)),
  };
}

/** Advisories that do not concern us. Before adding one, try to update or override the package. */
export const explanations: Explanation[] = [];
