import Stripe from 'stripe';
import type { StripeConfig } from './stripe.config';

/** One authorise call may take so long (milliseconds); whatever is slower counts as lost. */
const TIMEOUT_MS = 5_000;

/**
 * Stripe's official client. When and how often to try again is the jobs' decision; only a request that a closed
 * connection lost the client repeats once by itself, with the same key.
 */
export function createStripe({ secretKey, baseUrl }: Pick<StripeConfig, 'secretKey' | 'baseUrl'>): Stripe {
  const { protocol, hostname, port } = new URL(baseUrl);
  const isPlain = protocol === 'http:';
  return new Stripe(secretKey, {
    protocol: isPlain ? 'http' : 'https',
    host: hostname,
    port: port === '' ? (isPlain ? 80 : 443) : Number(port),
    maxNetworkRetries: 0,
    timeout: TIMEOUT_MS,
    telemetry: false,
  });
}
