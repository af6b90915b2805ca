// The ingestor's API in OpenAPI 3.1, from the schemas that parse and type it.
import { accepted, batchResult, problem, transactionRequest } from '@ringtrace/contracts';
import type { OpenApiDocument } from '@ringtrace/service-shell';
import type { z } from 'zod';
import { createDocument } from 'zod-openapi';
import { documentedBatchRequest } from './accept/batch-request.ts';

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
const failure = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problem } },
});
const failures = {
  '400': failure('Not JSON, or a field is missing, unknown or wrong'),
  '413': failure('The body is too large'),
  '415': failure('Not application/json'),
  '503': failure('Kafka does not answer: send the same id again after Retry-After'),
};

export const openApi: OpenApiDocument = createDocument({
  openapi: '3.1.0',
  info: { title: 'ringtrace ingestor', version: '1', description: 'Takes transactions in.' },
  paths: {
    '/v1/transactions': {
      post: {
        summary: 'Send one transaction',
        requestBody: { required: true, content: json(transactionRequest) },
        responses: {
          '202': {
            description: 'On all in-sync replicas; the verdict will be at Location',
            content: json(accepted),
            headers: { Location: { schema: { type: 'string' } } },
          },
          ...failures,
        },
      },
    },
    '/v1/transactions/batch': {
      post: {
        summary: 'Send up to 500 transactions; each is accepted or refused for itself',
        requestBody: { required: true, content: json(documentedBatchRequest) },
        responses: {
          '200': { description: 'One result per item, in order', content: json(batchResult) },
          ...failures,
        },
      },
    },
  },
});
