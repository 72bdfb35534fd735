import fc from 'fast-check';
import { TOKENS } from '../../tools/provider/tokens';

/** What becomes of one shipment, by the operator's hand. */
export type Fate = 'delivered' | 'fails before it leaves' | 'fails while its share is captured' | 'fails on its way';

/** When somebody wants to cancel: so long after placing (milliseconds), or in the same moment as the first dispatch. */
export type Cancelling = { readonly afterMs: number } | 'with the first dispatch';

export interface PlannedReturn {
  /** Which of the order's lines, counted round. */
  readonly line: number;
  readonly quantity: number;
  /** Null: it was announced, and never arrives. */
  readonly arrives: 'sound' | 'damaged' | null;
}

/** All that a customer and an operator mean to do with one order. What the order makes of it is the system's affair. */
export interface Plan {
  readonly token: (typeof TOKENS)[number];
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  /** Milliseconds after which the customer confirms a payment that asks for it; null: never. */
  readonly confirmsAfterMs: number | null;
  readonly cancels: Cancelling | null;
  /** Twice at the same moment. */
  readonly cancelsTwice: boolean;
  /** How often one unit of a line is sent by itself, where that is possible. */
  readonly splits: number;
  /** For one shipment after the other, in the order of their making; the last one counts for all further ones. */
  readonly fates: readonly Fate[];
  /** Milliseconds that the operator takes before each step. */
  readonly paceMs: number;
  readonly returns: readonly PlannedReturn[];
}

/** Longer than any deadline of the test's system, so that each may pass. */
const LONGEST_MS = 9_000;

export function plansFor(skus: readonly string[]): fc.Arbitrary<Plan> {
  const line = fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 3 }) });
  return fc.record({
    token: fc.oneof(
      { weight: 5, arbitrary: fc.constant('tok_ok' as const) },
      { weight: 5, arbitrary: fc.constantFrom(...TOKENS) },
    ),
    lines: fc.uniqueArray(line, { selector: ({ sku }) => sku, minLength: 1, maxLength: skus.length }),
    confirmsAfterMs: fc.option(fc.integer({ min: 0, max: LONGEST_MS }), { freq: 3 }),
    cancels: fc.option(
      fc.oneof(
        fc.record({ afterMs: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 6_000 })) }),
        fc.constant('with the first dispatch' as const),
      ),
      { freq: 1 },
    ),
    cancelsTwice: fc.boolean(),
    splits: fc.oneof(
      { weight: 2, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }) },
    ),
    fates: fc.array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constant<Fate>('delivered') },
        {
          weight: 2,
          arbitrary: fc.constantFrom<Fate>(
            'fails before it leaves',
            'fails while its share is captured',
            'fails on its way',
          ),
        },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    paceMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 })),
    returns: fc.array(
      fc.record({
        line: fc.nat(9),
        quantity: fc.integer({ min: 1, max: 3 }),
        arrives: fc.constantFrom('sound', 'damaged', 'sound', null),
      }),
      { maxLength: 3 },
    ),
  });
}

/** The same plans for the same seed, whatever happens to them. */
export function drawPlans(skus: readonly string[], seed: number, count: number): readonly Plan[] {
  return fc.sample(plansFor(skus), { seed, numRuns: count });
}

export interface Adjustment {
  readonly sku: string;
  readonly delta: number;
}

/** What the operator counts in the house, of every product again and again; often less than there seems to be. */
export function drawAdjustments(skus: readonly string[], seed: number): readonly Adjustment[] {
  const adjustment = fc.record({ sku: fc.constantFrom(...skus), delta: fc.integer({ min: -4, max: 5 }) });
  return fc.sample(
    adjustment.filter(({ delta }) => delta !== 0),
    { seed, numRuns: 5_000 },
  );
}
