/** One invalid place of the input, named by a JSON pointer (RFC 6901) into the request body. */
export interface InputError {
  readonly pointer: string;
  readonly detail: string;
}

/** A decision not to do what was asked: final, not an outage. The edge turns it into problem+json. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly detail: string;
  readonly errors?: readonly InputError[];
  /** True when it repeats what an earlier request with the same Idempotency-Key was answered. */
  readonly replayed?: boolean;
}

export type RefusalCode =
  | 'not_found'
  | 'conflict'
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'idempotency_key_reused'
  | 'idempotency_in_progress';

/** What a request/reply call answers. Failures of the machinery travel as errors instead. */
export type Result<T> =
  | {
      readonly ok: true;
      readonly value: T;
      /** True when it repeats what an earlier request with the same Idempotency-Key was answered. */
      readonly replayed?: boolean;
    }
  | { readonly ok: false; readonly refusal: Refusal };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function refused(code: RefusalCode, detail: string, errors?: readonly InputError[]): Result<never> {
  return { ok: false, refusal: errors ? { code, detail, errors } : { code, detail } };
}
