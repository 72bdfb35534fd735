import { ProblemError } from '../problem/problem';
import { invalidBody, notFound } from '../problem/problems';
import type { StripeEvent } from './stripe-notice';

/** What is used of Stripe's package, which is loaded only where it is needed. */
interface StripePackage {
  readonly webhooks: { constructEvent(payload: Buffer, header: string | string[], secret: string): StripeEvent };
  readonly errors: { readonly StripeSignatureVerificationError: abstract new (...input: never[]) => Error };
}

/** Reads what Stripe tells by itself, with Stripe's own package. Without a secret nothing is expected of it. */
export class StripeEvents {
  private constructor(private readonly open: { readonly stripe: StripePackage; readonly secret: string } | null) {}

  static async with(secret: string | null): Promise<StripeEvents> {
    return new StripeEvents(secret === null ? null : { stripe: (await import('stripe')).default, secret });
  }

  /**
   * @param body the very bytes: the signature is made of them
   * @param signature the header Stripe-Signature
   * @throws ProblemError 404 where no secret is set; 401 for what Stripe has not signed with it in the last five minutes; 422
   * for what is no event with its object in it
   */
  read(body: Buffer | null, signature: string | string[] | undefined): StripeEvent {
    if (this.open === null) throw notFound('Nothing of Stripe is expected here.');
    const { stripe, secret } = this.open;
    try {
      return whole(stripe.webhooks.constructEvent(body ?? Buffer.alloc(0), signature ?? '', secret));
    } catch (error) {
      if (error instanceof ProblemError) throw error;
      if (error instanceof stripe.errors.StripeSignatureVerificationError) throw unsigned(error);
      // The package refuses "thin" events, which would have to be fetched one by one.
      throw invalidBody([{ pointer: '#/object', detail: 'must be "event", as the payload style "snapshot" sends it' }]);
    }
  }
}

function whole(event: StripeEvent): StripeEvent {
  const { id, data } = event as Partial<StripeEvent>;
  if (typeof id === 'string' && typeof data?.object === 'object' && data.object !== null) return event;
  throw invalidBody([{ pointer: '#/data/object', detail: 'must be what the event is about' }]);
}

function unsigned(error: Error): ProblemError {
  return new ProblemError(
    {
      status: 401,
      code: 'unauthorized',
      detail: `The header Stripe-Signature does not sign this body: ${firstSentence(error.message)}`,
      headers: { 'www-authenticate': 'Stripe-Signature' },
    },
    { cause: error },
  );
}

/** The package's messages go on with advice for whoever runs this service. */
function firstSentence(message: string): string {
  return /^[^.\n]*/.exec(message)![0].trim() + '.';
}
