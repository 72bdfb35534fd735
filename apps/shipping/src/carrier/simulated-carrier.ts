import { Carrier } from '../application/carrier';

/** Comes for every parcel by itself, and delivers it, each after the same time. */
export class SimulatedCarrier extends Carrier {
  readonly collectsAfterMs: number;
  readonly deliversAfterMs: number;

  constructor(delayMs: number) {
    super();
    this.collectsAfterMs = delayMs;
    this.deliversAfterMs = delayMs;
  }
}
