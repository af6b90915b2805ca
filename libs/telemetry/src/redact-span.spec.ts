import { type FinishedSpan, redactSpan, safeMessageTag } from './redact-span.ts';
import { allowOnSpans } from './span-allow-list.ts';

const canary = '4111111111111111';

function redacted(span: Partial<FinishedSpan>) {
  const dropped: string[] = [];
  const whole: FinishedSpan = { name: 'fastify.request', resource: 'GET', meta: {}, metrics: {}, ...span };
  redactSpan(whole, (name) => dropped.push(name));
  expect(JSON.stringify(whole)).not.toContain(canary);
  return { ...whole, dropped };
}

describe('redactSpan', () => {
  it('keeps allowed tags and reports the dropped ones', () => {
    const { meta, metrics, dropped } = redacted({
      meta: { 'transaction.id': 'tx-1', 'usr.id': 'ab', 'order.note': canary, 'http.useragent': canary },
      metrics: { 'batch.size': 3, 'http.status_code': 200, card: Number(canary), port: canary },
      meta_struct: { canary },
      span_events: [{ canary }],
    });
    expect(meta).toEqual({ 'transaction.id': 'tx-1', 'usr.id': 'ab' });
    expect(metrics).toEqual({ 'batch.size': 3, 'http.status_code': 200 });
    expect(dropped).toEqual(['order.note', 'card', 'port']);
  });

  it.each([
    ['the route of a request', { 'span.kind': 'server', 'http.route': '/orders/:id' }, '/orders/:id'],
    ['a placeholder for a request without a route', { 'span.kind': 'server' }, '/…'],
    ['the server of an outgoing call', { 'span.kind': 'client' }, 'https://kafka.example:9092/…'],
  ])('reduces a URL to %s', (_, meta, url) => {
    const given = `https://kafka.example:9092/orders/${canary}?card=${canary}`;
    expect(redacted({ meta: { ...meta, 'http.url': given } }).meta['http.url']).toBe(url);
  });

  it('hides the server of a URL that contains a password', () => {
    const url = `https://user:${canary}@host/`;
    expect(redacted({ meta: { 'span.kind': 'client', 'http.url': url } }).meta['http.url']).toBe('/…');
  });

  it('keeps stack frames, and an error message only if our own code set it', () => {
    const error = {
      'error.type': 'Error',
      'error.message': `card ${canary}\n    at ${canary}:1:1`,
      'error.stack': `Error: card ${canary}\n    at ${canary}:1:1\n    at work (/app/a.js:1:2)`,
    };
    expect(redacted({ meta: error }).meta).toEqual({
      'error.type': 'Error',
      'error.message': 'Error (message withheld)',
      'error.stack': '    at work (/app/a.js:1:2)',
    });
    const safe = { 'error.message': 'field amount', [safeMessageTag]: 'field amount' };
    expect(redacted({ meta: safe }).meta).toEqual({ 'error.message': 'field amount' });
    const replaced = { 'error.message': canary, [safeMessageTag]: 'field amount' };
    expect(redacted({ meta: replaced }).meta).toEqual({ 'error.message': 'Error (message withheld)' });
  });

  it('replaces a resource that may hold a value, unless it is allowed', () => {
    const resource = `select ${canary}`;
    expect(redacted({ name: 'pg.query', resource, meta: { component: 'pg' } }).resource).toBe('pg.query');
    expect(redacted({ resource, meta: { 'http.method': 'GET', 'http.route': '/a/:id' } }).resource).toBe(
      'GET /a/:id',
    );
    expect(redacted({ resource: 'graph.read', meta: { component: 'ringtrace' } }).resource).toBe(
      'graph.read',
    );
    allowOnSpans({ tags: ['order.kind'], resourcesOf: ['pg'] });
    const allowed = redacted({ resource: 'select 1', meta: { component: 'pg', 'order.kind': 'gift' } });
    expect([allowed.resource, allowed.meta['order.kind']]).toEqual(['select 1', 'gift']);
  });

  it('keeps propagated tags only if a Datadog tracer would send them', () => {
    const { meta } = redacted({
      meta: {
        '_dd.p.tid': '0000000000000001',
        '_dd.p.dm': canary,
        '_dd.origin': canary,
        [`_dd.p.${canary}`]: '1',
        '_dd.span_links': `[{"trace_id":"a","span_id":"b","flags":1,"tracestate":"x=${canary}"}]`,
      },
    });
    expect(meta).toEqual({
      '_dd.p.tid': '0000000000000001',
      '_dd.span_links': '[{"trace_id":"a","span_id":"b","flags":1}]',
    });
  });
});
