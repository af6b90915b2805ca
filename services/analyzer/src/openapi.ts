// The analyzer's API in OpenAPI 3.1, generated from its schemas.
import { ring, scopes, transactionId, verdict } from '@ringtrace/contracts';
import {
  accessProblems,
  jsonContent,
  needsScope,
  type OpenApiDocument,
  problemResponse,
  securitySchemes,
} from '@ringtrace/service-shell';
import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import { rulesAnswer } from './rules/rules-answer.ts';
import { ringsQuery } from './verdict/rings-query.ts';

const envelope = (data: z.ZodType) => z.object({ data, timestamp: z.iso.datetime() });
const pending = z.object({ transactionId, status: z.literal('pending') });

export const openApi: OpenApiDocument = createDocument({
  openapi: '3.1.0',
  info: { title: 'ringtrace analyzer', version: '1', description: 'Verdicts, findings and rules.' },
  components: { securitySchemes },
  paths: {
    '/v1/verdicts/{transactionId}': {
      get: {
        summary: 'The verdict of one transaction',
        security: needsScope(scopes.readVerdicts),
        requestParams: { path: z.object({ transactionId }) },
        responses: {
          '200': { description: 'Judged', content: jsonContent(envelope(verdict)) },
          '202': {
            description: 'Stored, but the rules have not run yet',
            content: jsonContent(envelope(pending)),
          },
          '400': problemResponse('The id is invalid'),
          ...accessProblems,
          '404': problemResponse('Not found, or not arrived yet'),
          '503': problemResponse('The database is unavailable'),
        },
      },
    },
    '/v1/rings': {
      get: {
        summary: 'Findings of all rules, oldest first',
        security: needsScope(scopes.readRings),
        requestParams: { query: ringsQuery },
        responses: {
          '200': { description: 'Findings', content: jsonContent(envelope(z.array(ring))) },
          '400': problemResponse('A parameter is invalid'),
          ...accessProblems,
          '503': problemResponse('The database is unavailable'),
        },
      },
    },
    '/v1/rules': {
      get: {
        summary: 'Rules with what each has done, and refused rule files',
        security: needsScope(scopes.readRules),
        responses: {
          '200': { description: 'Rules', content: jsonContent(envelope(rulesAnswer)) },
          ...accessProblems,
        },
      },
    },
  },
});
