/** How long an order may take, in milliseconds. Nothing expires after the confirmation. */
export abstract class OrderDeadlines {
  /** From placed to confirmed. */
  abstract readonly confirmedMs: number;
  /** From reserved to confirmed. */
  abstract readonly reservedMs: number;
  /** From the payment's request to its first answer. */
  abstract readonly paymentMs: number;
}
