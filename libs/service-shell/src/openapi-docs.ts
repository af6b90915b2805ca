// The API's own description at `/docs` (for people) and `/docs/json` (for programs).
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { createDocument } from 'zod-openapi';

export type OpenApiDocument = ReturnType<typeof createDocument>;

export async function mountDocs(app: NestFastifyApplication, document: OpenApiDocument): Promise<void> {
  await app.register(fastifySwagger as never, { mode: 'static', specification: { document } } as never);
  await app.register(fastifySwaggerUi as never, { routePrefix: '/docs' } as never);
}
