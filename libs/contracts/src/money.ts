/** An amount in the currency's minor unit (ISO 4217): `{ amount: 1250, currency: 'EUR' }` is 12.50 euros. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}
