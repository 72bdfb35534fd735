import type Stripe from 'stripe';
import type { AuthorizationQuery, AuthorizationRequest, CaptureRequest } from '../application/payment-provider';

/** Seconds within which Stripe's search may not show an intent yet: what is younger is looked for in the list. */
const SEARCH_LAG_S = 120;

const REPLACED_BY = 'replaced_by';

/** Stripe's PaymentIntents: one for each payment, and where a card can't be captured several times, one for each shipment. */
export class StripeIntents {
  constructor(
    private readonly stripe: Stripe,
    private readonly returnUrl: string,
  ) {}

  /** Holds the whole amount. The means of payment stays usable for the shipments' own intents. */
  async authorize({ reference, amount, token, idempotencyKey }: AuthorizationRequest): Promise<Stripe.PaymentIntent> {
    const customer = await this.stripe.customers.create(
      { metadata: { reference } },
      { idempotencyKey: `${idempotencyKey}.customer` },
    );
    return this.stripe.paymentIntents.create(
      {
        amount: amount.amount,
        currency: amount.currency.toLowerCase(),
        customer: customer.id,
        payment_method: token,
        payment_method_options: { card: { request_multicapture: 'if_available' } },
        capture_method: 'manual',
        setup_future_usage: 'off_session',
        confirm: true,
        return_url: this.returnUrl,
        metadata: { reference, key: idempotencyKey },
      },
      { idempotencyKey },
    );
  }

  /** With its charge: that is where Stripe tells whether it can be captured several times. */
  get(id: string): Promise<Stripe.PaymentIntent> {
    return this.stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
  }

  async find({ authorizationId, idempotencyKey }: AuthorizationQuery): Promise<Stripe.PaymentIntent | null> {
    if (authorizationId !== null) return this.get(authorizationId);
    const found = await this.stripe.paymentIntents.search({
      query: `metadata['key']:'${idempotencyKey}'`,
      limit: 1,
    });
    return found.data[0] ?? this.findAmongNewest(idempotencyKey);
  }

  capture(id: string, amount: number, isFinal: boolean, idempotencyKey: string): Promise<Stripe.PaymentIntent> {
    return this.stripe.paymentIntents.capture(
      id,
      { amount_to_capture: amount, final_capture: isFinal },
      { idempotencyKey },
    );
  }

  /** Takes one shipment's share at once, with the means of payment that the authorisation used. */
  charge(
    { customer, payment_method }: Stripe.PaymentIntent,
    { amount, reference, shipmentId, idempotencyKey }: CaptureRequest,
  ): Promise<Stripe.PaymentIntent> {
    return this.stripe.paymentIntents.create(
      {
        amount: amount.amount,
        currency: amount.currency.toLowerCase(),
        customer: idOf(customer),
        payment_method: idOf(payment_method),
        off_session: true,
        confirm: true,
        metadata: { reference, shipment: shipmentId, key: idempotencyKey },
      },
      { idempotencyKey },
    );
  }

  cancel(id: string, idempotencyKey: string): Promise<Stripe.PaymentIntent> {
    return this.stripe.paymentIntents.cancel(id, {}, { idempotencyKey });
  }

  /** Ends the hold of an order whose shipments have intents of their own from now on, and has Stripe's books say so first. */
  async replace(id: string, idempotencyKey: string): Promise<void> {
    const metadata = { [REPLACED_BY]: 'its shipments' };
    await this.stripe.paymentIntents.update(id, { metadata }, { idempotencyKey: `${idempotencyKey}.mark` });
    await this.cancel(id, idempotencyKey);
  }

  refund(intentId: string, amount: number, idempotencyKey: string): Promise<Stripe.Refund> {
    return this.stripe.refunds.create({ payment_intent: intentId, amount }, { idempotencyKey });
  }

  private async findAmongNewest(idempotencyKey: string): Promise<Stripe.PaymentIntent | null> {
    const since = Math.floor(Date.now() / 1_000) - SEARCH_LAG_S;
    for await (const intent of this.stripe.paymentIntents.list({ created: { gte: since }, limit: 100 })) {
      if (intent.metadata.key === idempotencyKey) return intent;
    }
    return null;
  }
}

function idOf(reference: string | { readonly id: string } | null): string | undefined {
  return typeof reference === 'string' ? reference : reference?.id;
}

/** Whether an order's intent was cancelled because its shipments have intents of their own. */
export function isReplaced({ metadata }: Stripe.PaymentIntent): boolean {
  return REPLACED_BY in metadata;
}
