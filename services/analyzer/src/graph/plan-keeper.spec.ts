import { RetryLaterError } from '@ringtrace/traced-kafka';
import { PlanKeeper } from './plan-keeper.ts';

function keeper(
  planAll: (report: (progress: string) => void) => Promise<void> = async () => undefined,
  waitMs = 5_000,
) {
  const neo4j = { interruptions: 0 };
  let plans = 0;
  const made = new PlanKeeper(
    neo4j,
    (report) => {
      plans += 1;
      return planAll(report);
    },
    waitMs,
  );
  return { neo4j, keeper: made, plans: () => plans };
}

describe('PlanKeeper', () => {
  it('plans before the first batch, and again only after an interruption', async () => {
    const { neo4j, keeper: plans, plans: count } = keeper();
    await plans.whenPlanned();
    await plans.whenPlanned();
    expect(count()).toBe(1);
    neo4j.interruptions += 1;
    await Promise.all([plans.whenPlanned(), plans.whenPlanned()]);
    await plans.whenPlanned();
    expect(count()).toBe(2);
  });

  it('plans nothing before the first batch if a caller has made all plans, unless it was interrupted meanwhile', async () => {
    const { keeper: plans, plans: count } = keeper();
    plans.begin()();
    await plans.whenPlanned();
    expect(count()).toBe(0);

    const other = keeper();
    const made = other.keeper.begin();
    other.neo4j.interruptions++;
    made();
    await other.keeper.whenPlanned();
    expect(other.plans()).toBe(1);
  });

  it('plans once more if the database was interrupted while it planned', async () => {
    const {
      neo4j,
      keeper: plans,
      plans: count,
    } = keeper(async () => {
      if (count() === 1) neo4j.interruptions += 1;
    });
    await plans.whenPlanned();
    await plans.whenPlanned();
    await plans.whenPlanned();
    expect(count()).toBe(2);
  });

  it('lets a batch wait for a while only, says what it waits for, and goes on planning', async () => {
    const slow = Promise.withResolvers<void>();
    const planAll = async (report: (progress: string) => void) => {
      report('planning rule 4 of 10');
      await slow.promise;
    };
    const { keeper: plans, plans: count } = keeper(planAll, 1);
    const waiting = plans.whenPlanned();
    await expect(waiting).rejects.toThrow(RetryLaterError);
    await expect(waiting).rejects.toThrow('planning rule 4 of 10');
    expect(plans.progress).toBe('planning rule 4 of 10');
    slow.resolve();
    await plans.plan();
    await plans.whenPlanned();
    expect([count(), plans.progress]).toEqual([1, undefined]);
  });

  it('throws what the planning throws, and tries again for the next batch', async () => {
    const { keeper: plans, plans: count } = keeper(async () => {
      if (count() === 1) throw new Error('down');
    });
    await expect(plans.whenPlanned()).rejects.toThrow('down');
    await expect(plans.whenPlanned()).resolves.toBeUndefined();
  });
});
