import type { ProviderNotice } from '@windrose/contracts';

/** An event of Stripe's, as far as it matters here. */
export interface StripeEvent {
  readonly id: string;
  readonly data: { readonly object: object };
}

/** What an event is about. */
interface Subject {
  readonly object: string;
  readonly id: string;
  readonly metadata?: Readonly<Record<string, string>> | null;
  /** Of a charge. */
  readonly payment_intent?: string | { readonly id: string } | null;
}

/**
 * The notice that an event of Stripe's amounts to; null when it is about no payment of ours. Whatever it says happened,
 * it is only a reason to look: events come late, twice and in any order, and what holds is what Stripe answers when asked.
 * Payments are ours when they carry our reference, which Stripe copies from an intent to its charges.
 */
export function noticeOf({ id: eventId, data }: StripeEvent): ProviderNotice | null {
  const subject = data.object as Subject;
  const reference = subject.metadata?.reference;
  const authorizationId = intentOf(subject);
  if (reference === undefined || authorizationId === undefined) return null;
  return { eventId, reference, authorizationId };
}

function intentOf({ object, id, payment_intent: intent }: Subject): string | undefined {
  switch (object) {
    case 'payment_intent':
      return id;
    case 'charge':
      return typeof intent === 'string' ? intent : intent?.id;
    default:
      return undefined;
  }
}
