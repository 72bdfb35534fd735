import type { InputError } from '@windrose/contracts';

/** The codes a program can act on. Stable: clients compare them. */
export type ProblemCode =
  | 'bad_request'
  | 'malformed_json'
  | 'body_missing'
  | 'invalid_parameter'
  | 'invalid_header'
  | 'invalid_cursor'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'request_timeout'
  | 'conflict'
  | 'idempotency_in_progress'
  | 'payload_too_large'
  | 'uri_too_long'
  | 'unsupported_media_type'
  | 'expectation_failed'
  | 'invalid'
  | 'idempotency_key_reused'
  | 'headers_too_large'
  | 'rate_limited'
  | 'internal_error'
  | 'overloaded'
  | 'service_unavailable';

/** What went wrong with a request, before it becomes an answer. */
export interface Problem {
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly InputError[];
  /** Response headers that belong to the status, such as `allow` or `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The body of an `application/problem+json` answer (RFC 9457). */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly requestId: string;
  readonly errors?: readonly InputError[];
}

/** Thrown by a handler, guard or pipe that knows exactly what to answer. */
export class ProblemError extends Error {
  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(problem.detail, options);
    this.name = 'ProblemError';
  }
}
