import type { InputError } from '@windrose/contracts';
import { ProblemError, type Problem } from './problem';

/** The problems that this app itself finds, each with its one status. */

export function malformedJson(): Problem {
  return { status: 400, code: 'malformed_json', detail: 'The body is not valid JSON.' };
}

export function bodyMissing(): Problem {
  return { status: 400, code: 'body_missing', detail: 'This call needs a JSON body.' };
}

/** RFC 9110, section 15.5.16: says what is understood instead. */
export function unsupportedEncoding(): Problem {
  return {
    status: 415,
    code: 'unsupported_media_type',
    detail: 'The body must not be compressed.',
    headers: { 'accept-encoding': 'identity' },
  };
}

/** A query parameter that can't be used, named in `errors` like a field of the body. */
export function invalidParameter(name: string, detail: string): ProblemError {
  const code = name === 'cursor' ? 'invalid_cursor' : 'invalid_parameter';
  return new ProblemError({
    status: 400,
    code,
    detail: `The query parameter ${name} ${detail}.`,
    errors: [{ pointer: `#/query/${name}`, detail }],
  });
}

export function invalidHeader(name: string, detail: string): ProblemError {
  return new ProblemError({
    status: 400,
    code: 'invalid_header',
    detail: `The header ${name} ${detail}.`,
    errors: [{ pointer: `#/headers/${name.toLowerCase()}`, detail }],
  });
}

export function invalidBody(errors: readonly InputError[]): ProblemError {
  const first = errors[0];
  const detail =
    errors.length === 1 && first !== undefined
      ? `The body is not valid: ${first.pointer} ${first.detail}.`
      : `The body is not valid in ${errors.length} places.`;
  return new ProblemError({ status: 422, code: 'invalid', detail, errors });
}

/** RFC 6750: a request without a token gets no error code, one with a bad token gets `invalid_token`. */
export function unauthorized(detail: string, reason: 'no_token' | 'invalid_token'): ProblemError {
  const challenge = reason === 'no_token' ? 'Bearer' : 'Bearer error="invalid_token"';
  return new ProblemError({
    status: 401,
    code: 'unauthorized',
    detail,
    headers: { 'www-authenticate': challenge },
  });
}

export function forbidden(detail: string): ProblemError {
  return new ProblemError({ status: 403, code: 'forbidden', detail });
}

export function notFound(detail: string): ProblemError {
  return new ProblemError({ status: 404, code: 'not_found', detail });
}

export function methodNotAllowed(method: string, allowed: readonly string[]): Problem {
  return {
    status: 405,
    code: 'method_not_allowed',
    detail: `${method} is not possible here; allowed: ${allowed.join(', ')}.`,
    headers: { allow: allowed.join(', ') },
  };
}

/** One caller has sent more than it may. `waitMs`: when it may send again. */
export function rateLimited(waitMs: number): ProblemError {
  return tooMany('You have sent more requests than you may in a second.', waitMs);
}

export function tooManyAttempts(waitMs: number): ProblemError {
  return tooMany('There were too many failed attempts to log in.', waitMs);
}

function tooMany(detail: string, waitMs: number): ProblemError {
  return new ProblemError({
    status: 429,
    code: 'rate_limited',
    detail,
    headers: { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1_000))) },
  });
}

/** All callers together have sent more than can be done. Nothing was done about this request. */
export function overloaded(): Problem {
  return {
    status: 503,
    code: 'overloaded',
    detail: 'There are too many requests at the moment.',
    headers: { 'retry-after': '1' },
  };
}

/** `retryAfterSeconds`: when another try makes sense. */
export function unavailable(detail: string, retryAfterSeconds: number): Problem {
  return {
    status: 503,
    code: 'service_unavailable',
    detail,
    headers: { 'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))) },
  };
}

/** Says nothing about the cause: that is in the log, under the request's id. */
export function internalError(): Problem {
  return { status: 500, code: 'internal_error', detail: 'Something went wrong on our side.' };
}
