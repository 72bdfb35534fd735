import type { Money } from '@windrose/contracts';

export interface AuthorizationRequest {
  /** What the provider's books call the payment: the order's id. */
  readonly reference: string;
  readonly amount: Money;
  /** Stands for the customer's means of payment. */
  readonly token: string;
  /** The provider does what it is asked once for each key, and repeats its first answer. */
  readonly idempotencyKey: string;
}

export interface CaptureRequest {
  readonly authorizationId: string;
  readonly amount: Money;
  readonly idempotencyKey: string;
}

/** Releases what was authorised and not captured. */
export interface VoidRequest {
  readonly authorizationId: string;
  readonly idempotencyKey: string;
}

export interface RefundRequest {
  readonly authorizationId: string;
  readonly amount: Money;
  readonly idempotencyKey: string;
}

export type AuthorizationAnswer =
  | { readonly outcome: 'authorized'; readonly authorizationId: string }
  | { readonly outcome: 'declined'; readonly code: string; readonly message: string }
  /** The customer must do something first, at `url`. The provider decides afterwards. */
  | { readonly outcome: 'action_required'; readonly authorizationId: string; readonly url: string };

/** What the provider says to moving money that it holds. A refusal is final for its key. */
export type TransferAnswer =
  { readonly outcome: 'done' } | { readonly outcome: 'refused'; readonly code: string; readonly message: string };

/**
 * Whoever moves the money. Every call rejects with `ProviderUnavailable` when nothing has happened, with
 * `ProviderOutcomeUnknown` when it may have: both are safe to repeat with the same key.
 */
export abstract class PaymentProvider {
  abstract authorize(request: AuthorizationRequest, signal: AbortSignal): Promise<AuthorizationAnswer>;
  /** What became of the authorisation that was asked for with this key; null when the provider never got it. */
  abstract findAuthorization(idempotencyKey: string, signal: AbortSignal): Promise<AuthorizationAnswer | null>;
  abstract capture(request: CaptureRequest, signal: AbortSignal): Promise<TransferAnswer>;
  abstract void(request: VoidRequest, signal: AbortSignal): Promise<TransferAnswer>;
  abstract refund(request: RefundRequest, signal: AbortSignal): Promise<TransferAnswer>;
}

/** The provider can't take the call now. Nothing has happened. */
export class ProviderUnavailable extends Error {
  readonly code = 'provider_unavailable';

  constructor(reason: string, options?: ErrorOptions) {
    super(`the payment provider is not available: ${reason}`, options);
    this.name = new.target.name;
  }
}

/** The answer was lost: it may have happened, or may happen yet. */
export class ProviderOutcomeUnknown extends Error {
  readonly code = 'provider_outcome_unknown';

  constructor(reason: string, options?: ErrorOptions) {
    super(`the payment provider's answer was lost: ${reason}`, options);
    this.name = new.target.name;
  }
}
