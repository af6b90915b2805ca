// The list is global and only grows, so that this is a file of its own.
import { type FinishedSpan, redactSpan } from './redact-span.ts';
import { allowOnSpans } from './span-allow-list.ts';

it('keeps a tag that is always reduced, once an application allows it', () => {
  const span: FinishedSpan = { name: 'a', resource: 'a', meta: { 'http.url': '/orders/7' }, metrics: {} };
  allowOnSpans({ tags: ['http.url'] });
  redactSpan(span, () => undefined);
  expect(span.meta).toEqual({ 'http.url': '/orders/7' });
});
