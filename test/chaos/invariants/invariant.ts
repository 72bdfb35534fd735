import type { Client } from 'pg';
import type { Explanations } from '../explanations';
import type { Acknowledged, OrderBook } from '../load/order-book';
import type { System } from '../system/system';

/** What there is to judge by, after everything has become quiet. */
export interface Evidence {
  readonly system: System;
  /** The administrator's connection. */
  readonly database: Client;
  readonly book: OrderBook;
  readonly explanations: Explanations;
  readonly operatorToken: string;
  readonly customerToken: string;
  /** Acknowledged orders that are asked for once more. */
  readonly sample: readonly Acknowledged[];
  /** Unix milliseconds when the last fault was over and everything was ready again. */
  readonly calmSince: number;
}

/** How many were looked at, and which of them are wrong, in words. */
export interface Finding {
  readonly checked: number;
  readonly violations: readonly string[];
}

export interface Invariant {
  /** A sentence that is true. */
  readonly name: string;
  check(evidence: Evidence): Promise<Finding>;
}
