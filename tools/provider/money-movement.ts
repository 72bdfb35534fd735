/** One line of `GET /ledger`: money that was really held, taken, released or given back. */
export interface MoneyMovement {
  /** For an authorisation its own id; captures, voids and refunds have one each. */
  readonly id: string;
  readonly authorizationId: string;
  /** The order's id. */
  readonly reference: string;
  readonly kind: 'authorize' | 'capture' | 'void' | 'refund';
  /** Minor units, never negative. Of a void: the remainder that it released. */
  readonly amount: number;
  readonly currency: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** The key of the call that moved the money. */
  readonly idempotencyKey: string;
}
