/**
 * Why a call was not done. `field` names what the caller has to change: a field of the body, a parameter, a header, or
 * the `status` of the authorisation.
 */
export interface Refusal {
  readonly status: 400 | 402 | 404 | 405 | 409 | 413 | 422 | 503;
  readonly code: string;
  readonly message: string;
  readonly field?: string;
}

/** Carries a refusal to the place that answers. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
    this.name = 'Refused';
  }
}

/** A body that is JSON but not what the call takes. */
export function invalid(field: string, message: string): Refused {
  return new Refused({ status: 422, code: 'invalid_request', field, message });
}
