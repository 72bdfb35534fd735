import type { Refusal } from '@windrose/contracts';

/** A service has decided not to do what was asked. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.detail);
    this.name = 'Refused';
  }
}
