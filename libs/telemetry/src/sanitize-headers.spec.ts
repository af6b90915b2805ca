import { sanitizeHeaders } from './sanitize-headers.ts';

const canary = '4111111111111111';

it('keeps everything that a Datadog tracer sends', () => {
  const headers = {
    traceparent: '00-0000000000000000000000000000abcd-000000000000abcd-01',
    tracestate: 'dd=s:2;p:000000000000abcd;t.dm:-4;t.tid:0000000000000001;t.ksr:0.5',
    'x-datadog-trace-id': '43981',
    'x-datadog-parent-id': '43981',
    'x-datadog-sampling-priority': '2',
    'x-datadog-origin': 'synthetics',
    'x-datadog-tags': '_dd.p.tid=0000000000000001,_dd.p.dm=-4',
  };
  expect(sanitizeHeaders(headers)).toEqual(headers);
});

it('drops everything else that a sender may have added', () => {
  const headers = {
    tracestate: `dd=s:1;o:${canary};p:${canary}1;t.${canary}:1;t.dm:${canary},other=${canary}`,
    'x-datadog-origin': canary,
    'x-datadog-tags': `_dd.p.${canary}=1,_dd.p.usr=${canary},_dd.p.dm=-4=${canary},_dd.p.dm=-1`,
    baggage: `user.id=${canary}`,
    [`ot-baggage-${canary}`]: canary,
  };
  expect(sanitizeHeaders(headers)).toEqual({ tracestate: 'dd=s:1', 'x-datadog-tags': '_dd.p.dm=-1' });
  expect(sanitizeHeaders({ tracestate: `other=${canary}`, 'x-datadog-tags': '=,=' })).toEqual({});
});
