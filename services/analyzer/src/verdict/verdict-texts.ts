// Verdicts as record values. Pure.
import type { Finding, Verdict } from '@ringtrace/contracts';

/** The same text as JSON.stringify for each verdict, but serializes a finding that several verdicts share only once. */
export function verdictTexts(verdicts: Verdict[]): string[] {
  const texts = new Map<Finding, string>();
  const textOf = (finding: Finding): string => {
    const text = texts.get(finding) ?? JSON.stringify(finding);
    texts.set(finding, text);
    return text;
  };
  return verdicts.map(({ findings, ...rest }) => {
    const head = JSON.stringify(rest).slice(0, -1);
    return `${head},"findings":[${findings.map(textOf).join(',')}]}`;
  });
}
