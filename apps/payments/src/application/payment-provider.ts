import type { Money, NextAction } from '@windrose/contracts';

export interface AuthorizationRequest {
  /** What the provider's books call the payment: the order's id. */
  readonly reference: string;
  readonly amount: Money;
  /** Stands for the customer's means of payment. */
  readonly token: string;
  /** The provider does what it is asked once for each key, and repeats its first answer. */
  readonly idempotencyKey: string;
}

/** What an authorisation can be found by. */
export interface AuthorizationQuery {
  readonly reference: string;
  /** Of the request to authorise. */
  readonly idempotencyKey: string;
  /** The provider's own name for it, once it has told. */
  readonly authorizationId: string | null;
}

/** To take one shipment's share. An authorisation may be captured several times, share by share. */
export interface CaptureRequest {
  readonly authorizationId: string;
  readonly reference: string;
  readonly shipmentId: string;
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
  /** The capture that it is taken from; null where the provider gave it no name. */
  readonly captureId: string | null;
  readonly amount: Money;
  readonly idempotencyKey: string;
}

/** How an authorisation stands. */
export type AuthorizationAnswer =
  | { readonly outcome: 'authorized'; readonly authorizationId: string }
  | { readonly outcome: 'declined'; readonly code: string; readonly message: string }
  /** The customer must do something first. The provider decides afterwards. */
  | { readonly outcome: 'action_required'; readonly authorizationId: string; readonly nextAction: NextAction }
  /** It has ended, because it was voided or has expired: nothing is held any more. */
  | {
      readonly outcome: 'released';
      readonly authorizationId: string;
      /** What had been held and not captured, in minor units. */
      readonly released: number;
    };

/** What the provider says to moving money, and means it: a repeat with the same key gets the same answer. */
export interface Refused {
  readonly outcome: 'refused';
  readonly code: string;
  readonly message: string;
  /** Whether every further try would be refused too, such as with an authorisation that has expired. */
  readonly isFinal: boolean;
}

/** `captureId` is the provider's name for the capture, which refunds are taken from. */
export type CaptureAnswer = { readonly outcome: 'captured'; readonly captureId: string | null } | Refused;

/** `released` is what had been held and not captured, in minor units: 0 when the customer had not confirmed yet. */
export type VoidAnswer = { readonly outcome: 'released'; readonly released: number } | Refused;

export type RefundAnswer = { readonly outcome: 'refunded' } | Refused;

/**
 * Whoever moves the money. Amounts are above 0: what costs nothing is never asked for. Every call rejects with `ProviderUnavailable` when nothing has happened, with
 * `ProviderOutcomeUnknown` when it may have: both are safe to repeat with the same key.
 */
export abstract class PaymentProvider {
  abstract authorize(request: AuthorizationRequest, signal: AbortSignal): Promise<AuthorizationAnswer>;
  /** How the authorisation stands in the provider's books now; null when it has never got the request. */
  abstract findAuthorization(query: AuthorizationQuery, signal: AbortSignal): Promise<AuthorizationAnswer | null>;
  abstract capture(request: CaptureRequest, signal: AbortSignal): Promise<CaptureAnswer>;
  abstract void(request: VoidRequest, signal: AbortSignal): Promise<VoidAnswer>;
  abstract refund(request: RefundRequest, signal: AbortSignal): Promise<RefundAnswer>;
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
