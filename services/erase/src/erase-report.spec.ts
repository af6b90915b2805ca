import { zeroCounts } from './erase-counts.ts';
import { eraseReport, reportText } from './erase-report.ts';

describe('the report', () => {
  it('lists what was done, what remains, why and until when', () => {
    const report = eraseReport({
      ...zeroCounts(),
      accounts: 1,
      payments: 12_000,
      verdictsWithdrawn: 12_000,
      findings: 2,
      findingsKept: 3,
      sharedCards: 1,
    });
    const text = reportText(report);
    expect(report).toMatchObject({ complete: true, nothingFound: false, todo: [] });
    expect(text).toMatch(/^ +1 {2}accounts deleted$/m);
    expect(text).toMatch(/^ +12,000 {2}payments unlinked$/m);
    expect(text).toMatch(/^ {2}1 cards and 0 devices \(tokens\)\n {4}why {4}others have paid with them/m);
    expect(text).toMatch(/^ {2}records on transactions\.new \(tokens\)\n.*\n {4}until {2}7 days/m);
    expect(text).toMatch(/^ {2}records on transactions\.dlq \(tokens\)\n.*\n {4}until {2}30 days/m);
    expect(text).toMatch(
      /^ {2}replaced verdicts on transactions\.verdicts \(tokens\)\n.*\n {4}until {2}7 days/m,
    );
    expect(text.endsWith('\ndone')).toBe(true);
  });

  it('says that nothing was found, and still lists what remains', () => {
    const report = eraseReport(zeroCounts());
    expect(report).toMatchObject({ complete: true, nothingFound: true });
    expect(reportText(report)).toMatch(/^nothing of this person is in the graph\n\nremains\n/);
  });

  it.each([
    [{ notJudged: 7 }, /7 records .* run this again/],
    [{ arrivedMeanwhile: 1 }, /arrived during the run: .* run this again/],
  ])('is incomplete and says what to do when %j', (more, todo) => {
    const report = eraseReport({ ...zeroCounts(), ...more });
    expect(report.complete).toBe(false);
    expect(reportText(report)).toMatch(/NOT COMPLETE\n.*$/);
    expect(report.todo.join()).toMatch(todo);
  });
});
