// The ingestor's API in OpenAPI 3.1, from the schemas that parse and type it.
import { accepted, batchResult, scopes, transactionRequest } from '@ringtrace/contracts';
import {
  accessProblems,
  jsonContent,
  needsScope,
  type OpenApiDocument,
  problemResponse,
  securitySchemes,
} from '@ringtrace/service-shell';
import { createDocument } from 'zod-openapi';
import { documentedBatchRequest } from './accept/batch-request.ts';

const failures = {
  '400': problemResponse('Not JSON, or a field is missing, unknown or wrong'),
  ...accessProblems,
  '413': problemResponse('The body is too large'),
  '415': problemResponse('Not application/json'),
  '503': problemResponse('Kafka does not answer: send the same id again after Retry-After'),
};

export const openApi: OpenApiDocument = createDocument({
  openapi: '3.1.0',
  info: { title: 'ringtrace ingestor', version: '1', description: 'Takes transactions in.' },
  components: { securitySchemes },
  security: needsScope(scopes.sendTransactions),
  paths: {
    '/v1/transactions': {
      post: {
        summary: 'Send one transaction',
        requestBody: { required: true, content: jsonContent(transactionRequest) },
        responses: {
          '202': {
            description: 'On all in-sync replicas; the verdict will be at Location',
            content: jsonContent(accepted),
            headers: { Location: { schema: { type: 'string' } } },
          },
          ...failures,
        },
      },
    },
    '/v1/transactions/batch': {
      post: {
        summary: 'Send up to 500 transactions; each is accepted or refused for itself',
        requestBody: { required: true, content: jsonContent(documentedBatchRequest) },
        responses: {
          '200': { description: 'One result per item, in order', content: jsonContent(batchResult) },
          ...failures,
        },
      },
    },
  },
});
