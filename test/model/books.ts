import type { Service } from '@windrose/contracts';

/** An event, as far as the invariants look at it. */
export interface Fact {
  readonly type: string;
  /** The order's id, for everything about an order. */
  readonly key: string;
  /** By a clock that all services share; comparable as text. */
  readonly recordedAt: string;
  readonly data: unknown;
}

/** What the payment provider knows about one authorisation, in minor units. */
export interface AuthorizationBook {
  /** The order's id. */
  readonly reference: string;
  readonly amount: number;
  readonly captured: number;
  readonly refunded: number;
  readonly released: number;
  /** What is held and neither captured nor released. */
  readonly held: number;
}

/** Everything that anybody has written down about some orders: what the invariants hold against each other. */
export interface Books {
  /** The service's log, in its order. */
  facts(service: Service): readonly Fact[];
  /** What inventory has in each account, by sku. */
  readonly balances: ReadonlyMap<string, Readonly<Record<string, number>>>;
  readonly authorizations: readonly AuthorizationBook[];
}

/** An order as its readers see it. */
export interface OrderSeen {
  readonly id: string;
  readonly status: string;
  readonly waitsFor: { readonly what: string; readonly until: string | null } | null;
}
