import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

const DESCRIPTION = `Place orders and follow them to their end.

Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\` and, for bad input, \`errors\` with a JSON
pointer to each place. Money is in minor units. Times are RFC 3339 in UTC.`;

/** The whole HTTP interface as OpenAPI. Made from the controllers at the first request for it. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Windrose')
    .setDescription(DESCRIPTION)
    .setVersion('1.0')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'From `POST /v1/auth/token`' })
    .build();
  return SwaggerModule.createDocument(app, config);
}

/** `/openapi.json`, and `/docs` to read it and try it; the page's files come from this process, not from the network. */
export function serveDocs(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => openApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Windrose API',
  });
}
