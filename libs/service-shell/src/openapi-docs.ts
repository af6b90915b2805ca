// The API's own description at `/docs` (for people) and `/docs/json` (for programs).
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { problem } from '@ringtrace/contracts';
import type { z } from 'zod';
import type { createDocument } from 'zod-openapi';

export type OpenApiDocument = ReturnType<typeof createDocument>;

export async function mountDocs(app: NestFastifyApplication, document: OpenApiDocument): Promise<void> {
  await app.register(fastifySwagger as never, { mode: 'static', specification: { document } } as never);
  await app.register(fastifySwaggerUi as never, { routePrefix: '/docs', staticCSP: true } as never);
}

/** Content of a body: the schema that parses it. */
export function jsonContent(schema: z.ZodType) {
  return { 'application/json': { schema } };
}

/** A failure as every service answers it. */
export function problemResponse(description: string) {
  return { description, content: { 'application/problem+json': { schema: problem } } };
}

/** How clients show who they are; for `components` of a document. */
export const securitySchemes = {
  apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'rtk_…', description: 'API key of a machine' },
  token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Access token of the issuer' },
} as const;

/** `security` of an operation: either credential, with the scope. */
export function needsScope(scope: string) {
  return [{ apiKey: [scope] }, { token: [scope] }];
}

/** What every operation that is not public can answer. */
export const accessProblems = {
  '401': problemResponse('No credential, or one of no use'),
  '403': problemResponse('The credential does not allow this'),
  '429': problemResponse('Too many requests: again after Retry-After'),
};
