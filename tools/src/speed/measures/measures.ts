// All measures by name. Each starts and stops what it needs.
import type { Measured } from '../report.ts';
import type { Bench } from '../setup/bench.ts';
import type { MeasureName } from '../sizes.ts';
import { measureAccept } from './accept.ts';
import { measureAllIn } from './all-in.ts';
import { measureDrain } from './drain.ts';
import { measureGrowth } from './growth.ts';
import { measureHotCard } from './hot-card.ts';
import { measureLatency } from './latency.ts';
import { measureTracing } from './tracing.ts';

export const measures: Record<MeasureName, { what: string; run(bench: Bench): Promise<Measured> }> = {
  growth: { what: 'cost with much and with little stored', run: measureGrowth },
  drain: { what: 'analyzer, bare driver and tutorial design in turn', run: measureDrain },
  'hot-card': { what: 'one card on 30 % of the traffic', run: measureHotCard },
  latency: { what: 'verdicts at 70 % of drain capacity', run: measureLatency },
  accept: { what: '202s against a synchronous endpoint', run: measureAccept },
  'all-in': { what: 'HTTP to verdict, all CPU counted', run: measureAllIn },
  tracing: { what: 'services with tracing off, at 10 % and at 100 %', run: measureTracing },
};
