// Serves the API documentation at `/docs` (for people) and `/docs/json` (OpenAPI).
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

/** JSON content of a body, described by the schema that parses it. */
export function jsonContent(schema: z.ZodType) {
  return { 'application/json': { schema } };
}

/** A problem response, which has the same shape in every service. */
export function problemResponse(description: string) {
  return { description, content: { 'application/problem+json': { schema: problem } } };
}

/** How clients authenticate; for `components` of a document. */
export const securitySchemes = {
  apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'rtk_…', description: 'API key, for machines' },
  token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Access token from the issuer' },
} as const;

/** `security` of an operation: either credential, with the scope. */
export function needsScope(scope: string) {
  return [{ apiKey: [scope] }, { token: [scope] }];
}

/** Problem responses of every operation that is not public. */
export const accessProblems = {
  '401': problemResponse('The credential is missing or invalid'),
  '403': problemResponse('The credential does not have the required scope'),
  '429': problemResponse('Too many requests: retry after Retry-After'),
};
