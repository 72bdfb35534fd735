import { choiceFrom, integerFrom, type Env } from '@windrose/platform';

export interface ShippingConfig {
  /** CARRIER: whether shipments move by themselves or by an operator's calls. Default `simulated`. */
  readonly carrier: 'simulated' | 'manual';
  /** CARRIER_DELAY_MS: how long the simulated carrier takes for each of its steps. Default 500. */
  readonly carrierDelayMs: number;
}

const LONGEST_DELAY_MS = 86_400_000;

export function shippingConfig(env: Env = process.env): ShippingConfig {
  return {
    carrier: choiceFrom(env, 'CARRIER', ['simulated', 'manual'], 'simulated'),
    carrierDelayMs: integerFrom(env, 'CARRIER_DELAY_MS', { min: 0, max: LONGEST_DELAY_MS, fallback: 500 }),
  };
}
