import type { StockLine } from '../events/inventory';
import type { Address, OrderTotals } from '../events/orders';
import type { Money } from '../money';
import type { PageRequest } from './page';

export interface PlaceOrder {
  /** Made by the edge: random, or derived from caller and Idempotency-Key. */
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly StockLine[];
  readonly shippingAddress: Address;
  readonly payment: { readonly token: string };
  /** Set when the caller sent an Idempotency-Key: a digest of the request's body. */
  readonly requestDigest?: string;
}

export const ORDER_STATUSES = [
  'pending',
  'confirmed',
  'partially_shipped',
  'shipped',
  'delivered',
  'completed',
  'rejected',
  'expired',
  'cancelling',
  'cancelled',
  'partially_returned',
  'returned',
] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** What a pending order waits for. */
export type OrderStage = 'queued' | 'awaiting_stock' | 'awaiting_payment' | 'awaiting_customer';

export type WaitsFor = 'orders' | 'stock' | 'payment' | 'customer' | 'shipments' | 'cancellation';

/** A line as the outside sees it: with what it comes to. What only the catalogue knows is null until the order is placed. */
export interface OrderLineView extends StockLine {
  readonly name: string | null;
  readonly unitPrice: Money | null;
  readonly amount: Money | null;
}

export interface OrderView {
  readonly id: string;
  readonly customerId: string;
  readonly status: OrderStatus;
  readonly stage: OrderStage | null;
  /** 0 while the order is queued. */
  readonly version: number;
  readonly lines: readonly OrderLineView[];
  /** Null, like the prices, while the order is queued, and for ever if it turned out invalid. */
  readonly totals: OrderTotals | null;
  readonly total: Money | null;
  readonly shippingAddress: Address;
  readonly reason: { readonly code: string; readonly message: string } | null;
  readonly nextAction: { readonly type: string; readonly url: string } | null;
  /** What the order waits for, and until when (RFC 3339; null: for as long as it takes). Null when it has ended. */
  readonly waitsFor: { readonly what: WaitsFor; readonly until: string | null } | null;
  readonly placedAt: string;
  readonly updatedAt: string;
}

export interface PlacedOrder {
  readonly order: OrderView;
  /** True when the same key had placed it before. */
  readonly replayed: boolean;
}

/** Who cancels is in the request's context. */
export interface CancelOrder {
  readonly orderId: string;
  /** The caller's words. */
  readonly reason?: string;
}

export interface GetOrder {
  readonly orderId: string;
  /** The order as it was at this version, or at this time (RFC 3339). At most one of the two. */
  readonly version?: number;
  readonly at?: string;
}

export interface ListOrders extends PageRequest {
  readonly status?: OrderStatus;
  /** Only this customer's; all when absent. */
  readonly customerId?: string;
}
