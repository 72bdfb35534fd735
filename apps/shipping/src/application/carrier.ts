/** Whoever moves the parcels. */
export abstract class Carrier {
  /** Milliseconds until it comes for a parcel that is ready; null when only a person says that it has come. */
  abstract readonly collectsAfterMs: number | null;
  /** Milliseconds from a parcel's dispatch until it arrives; null when only a person says that it has arrived. */
  abstract readonly deliversAfterMs: number | null;
}
