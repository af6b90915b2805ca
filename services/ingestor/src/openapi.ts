// The ingestor's OpenAPI 3.1 document, from the schemas that parse and type its messages.
import { acceptedTransaction, batchResult, scopes, transactionRequest } from '@ringtrace/contracts';
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
  '400': problemResponse('Not JSON, or a field is missing, unknown or invalid'),
  ...accessProblems,
  '413': problemResponse('The body or the transaction is too large'),
  '415': problemResponse('Not application/json, or compressed with something else than gzip or deflate'),
  '503': problemResponse(
    'Kafka did not respond or refuses transactions: retry with the same id after Retry-After',
  ),
};

export const openApi: OpenApiDocument = createDocument({
  openapi: '3.1.0',
  info: {
    title: 'ringtrace ingestor',
    version: '1',
    description: 'Accepts transactions. Bodies may be compressed with gzip or deflate.',
  },
  components: { securitySchemes },
  security: needsScope(scopes.sendTransactions),
  paths: {
    '/v1/transactions': {
      post: {
        summary: 'Send one transaction',
        requestBody: { required: true, content: jsonContent(transactionRequest) },
        responses: {
          '202': {
            description: 'Stored on all in-sync replicas; the verdict will be at Location',
            content: jsonContent(acceptedTransaction),
            headers: { Location: { schema: { type: 'string' } } },
          },
          ...failures,
        },
      },
    },
    '/v1/transactions/batch': {
      post: {
        summary: 'Send up to 500 transactions; each is accepted or rejected on its own',
        requestBody: { required: true, content: jsonContent(documentedBatchRequest) },
        responses: {
          '200': { description: 'One result per item, in order', content: jsonContent(batchResult) },
          ...failures,
        },
      },
    },
  },
});
