import { Carrier } from '../application/carrier';

/** Nothing moves until an operator says so. */
export class ManualCarrier extends Carrier {
  readonly collectsAfterMs = null;
  readonly deliversAfterMs = null;
}
