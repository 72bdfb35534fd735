import type { Problem } from './problem';
import { bodyMissing, internalError, malformedJson } from './problems';

/** Errors of Fastify, Nest and Node's HTTP parser that carry a status or a code of their own. */
export interface HttpErrorLike {
  readonly statusCode: number;
  /** `FST_…` of Fastify, `HPE_…` or `ERR_HTTP_…` of Node. */
  readonly code?: string;
}

const MAX_BODY = '256 KiB';

/** What a framework's own error means to the client. Its message is not passed on: it may quote the input. */
export function problemOfHttpError({ statusCode, code = '' }: HttpErrorLike): Problem {
  switch (code) {
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return bodyMissing();
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return malformedJson();
    case 'FST_ERR_BAD_URL':
      return { status: 400, code: 'bad_request', detail: 'The URL is not well-formed.' };
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return { status: 400, code: 'bad_request', detail: 'The body does not have the length that its header says.' };
    default:
      return problemOfStatus(statusCode);
  }
}

function problemOfStatus(status: number): Problem {
  switch (status) {
    case 401:
      return {
        status,
        code: 'unauthorized',
        detail: 'A valid token is needed.',
        headers: { 'www-authenticate': 'Bearer' },
      };
    case 403:
      return { status, code: 'forbidden', detail: 'This is not allowed.' };
    case 404:
      return { status, code: 'not_found', detail: 'There is nothing at this address.' };
    case 408:
      return { status, code: 'request_timeout', detail: 'The request did not arrive in time.' };
    case 413:
      return { status, code: 'payload_too_large', detail: `The body is larger than ${MAX_BODY}.` };
    case 414:
      return { status, code: 'uri_too_long', detail: 'The URL, or one part of it, is too long.' };
    case 415:
      return { status, code: 'unsupported_media_type', detail: 'Only application/json is understood.' };
    case 431:
      return { status, code: 'headers_too_large', detail: 'The headers are too large.' };
    default:
      return status >= 400 && status < 500
        ? { status: 400, code: 'bad_request', detail: 'The request is not well-formed.' }
        : internalError();
  }
}
