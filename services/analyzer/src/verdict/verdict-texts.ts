// Verdicts as they lie on their topic. Pure.
import type { Finding, Verdict } from '@ringtrace/contracts';

/** As JSON.stringify writes each of them, but a finding that many of them carry is put into words once. */
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
