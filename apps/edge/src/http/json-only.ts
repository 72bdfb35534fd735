import { isUtf8 } from 'node:buffer';
import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { ProblemError } from './problem/problem';
import { malformedJson, unsupportedEncoding } from './problem/problems';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the call needs the very bytes of its body beside what they say. */
    readonly keepsRawBody?: boolean;
  }
  interface FastifyRequest {
    rawBody: Buffer | null;
  }
}

/** Reads bodies as JSON or not at all. An empty body is none: calls that only act accept that, the others miss it. */
export function parseJsonOnly(fastify: FastifyInstance): void {
  fastify.decorateRequest('rawBody', null);
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (request.routeOptions.config.keepsRawBody) request.rawBody = body;
    if (body.length === 0) done(null, undefined);
    else if (isEncoded(request)) done(new ProblemError(unsupportedEncoding()));
    // Decoding would replace what isn't UTF-8 without a word.
    else if (!isUtf8(body)) done(new ProblemError(malformedJson()));
    else void parse(request, body.toString(), done);
  });
  // Clients name a type for an empty body too: `curl -d ''` that of a form.
  fastify.addContentTypeParser('*', (request, _body, done) => {
    const empty = request.headers['content-length'] === '0';
    done(empty ? null : new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(), undefined);
  });
}

function isEncoded({ headers }: FastifyRequest): boolean {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  return encoding !== '' && encoding !== 'identity';
}
