import { type Advisory, type Explanation, judgeAdvisories } from './advisories.ts';

const weak: Advisory = {
  name: 'weak',
  url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
  title: 'Weak in its tests',
  severity: 'high',
  range: '<2',
};
const report = {
  vulnerabilities: { weak: { via: [weak] }, 'built-on-weak': { via: ['weak'] }, again: { via: [weak] } },
};
const why: Explanation = {
  id: 'GHSA-aaaa-bbbb-cccc',
  package: 'weak',
  because: 'we never call it',
  until: '2027-01-31',
};

describe('an advisory', () => {
  it('is open until somebody explains why it does not concern us', () => {
    expect(judgeAdvisories(report, [], '2026-12-01')).toEqual({ open: [weak], explained: [], idle: [] });
  });

  it('is explained until a given day, and open from then on', () => {
    expect(judgeAdvisories(report, [why], '2027-01-30')).toMatchObject({ open: [], explained: [why] });
    expect(judgeAdvisories(report, [why], '2027-01-31')).toMatchObject({ open: [weak], explained: [] });
  });

  it('is not explained by an explanation of another package', () => {
    const other = { ...why, package: 'other' };
    expect(judgeAdvisories(report, [other], '2026-12-01')).toMatchObject({ open: [weak], idle: [other] });
  });

  it('that is gone leaves an unused explanation', () => {
    expect(judgeAdvisories({ vulnerabilities: {} }, [why], '2026-12-01').idle).toEqual([why]);
  });
});
