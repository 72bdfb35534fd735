import { randomUUID } from 'node:crypto';
import { Deck, type Random } from '../schedule/random';
import { PLENTY, SCARCE } from './shop';

/** An order that a customer wants, whatever it takes to have it acknowledged. */
export interface Wish {
  /** The Idempotency-Key of every try. */
  readonly key: string;
  readonly token: string;
  /** Whether the customer confirms a payment that asks for it, or forgets about the order. */
  readonly confirms: boolean;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

/** How often each payment token comes up. The slow ones hold a worker of payments for seconds. */
const TOKEN_WEIGHTS: Readonly<Record<string, number>> = {
  tok_ok: 20,
  tok_declined: 2,
  tok_flaky: 2,
  tok_slow: 1,
  tok_lost_answer: 1,
  tok_requires_action: 1,
  tok_capture_fails: 1,
};

/** One order in so many wants something that there is too little of. */
const ONE_IN_SCARCE = 15;
const ONE_IN_FORGETFUL = 3;

/** What customers will want, the same for the same chance, their keys aside. */
export class Wishes {
  private readonly tokens: Deck<string>;

  constructor(private readonly random: Random) {
    const weighted = Object.entries(TOKEN_WEIGHTS).flatMap(([token, weight]) => Array<string>(weight).fill(token));
    this.tokens = new Deck(weighted, random.fork());
  }

  next(): Wish {
    const { random } = this;
    const token = this.tokens.deal();
    const skus = random.shuffled(PLENTY).slice(0, random.between(1, 3));
    const wanted = random.between(1, ONE_IN_SCARCE) === 1 ? [...skus, SCARCE] : skus;
    const lines = wanted.map((sku) => ({ sku, quantity: random.between(1, 3) }));
    return { key: randomUUID(), token, lines, confirms: random.between(1, ONE_IN_FORGETFUL) > 1 };
  }
}
