// The analyzer's API in OpenAPI 3.1, from the schemas that parse and type it.
import { problem, ring, transactionId, verdict } from '@ringtrace/contracts';
import type { OpenApiDocument } from '@ringtrace/service-shell';
import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import { ringsQuery } from './verdict/rings-query.ts';

const envelope = (data: z.ZodType) => z.object({ data, timestamp: z.iso.datetime() });
const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
const failure = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problem } },
});
const pending = z.object({ transactionId, status: z.literal('pending') });

export const openApi: OpenApiDocument = createDocument({
  openapi: '3.1.0',
  info: { title: 'ringtrace analyzer', version: '1', description: 'Verdicts and rings.' },
  paths: {
    '/v1/verdicts/{transactionId}': {
      get: {
        summary: 'The verdict of one transaction',
        requestParams: { path: z.object({ transactionId }) },
        responses: {
          '200': { description: 'Judged', content: json(envelope(verdict)) },
          '202': { description: 'Stored, but the rules have not run yet', content: json(envelope(pending)) },
          '400': failure('The id is not valid'),
          '404': failure('Not here (yet)'),
          '503': failure('The database is away'),
        },
      },
    },
    '/v1/rings': {
      get: {
        summary: 'Rings found, oldest first',
        requestParams: { query: ringsQuery },
        responses: {
          '200': { description: 'Rings', content: json(envelope(z.array(ring))) },
          '400': failure('A parameter is not valid'),
          '503': failure('The database is away'),
        },
      },
    },
  },
});
