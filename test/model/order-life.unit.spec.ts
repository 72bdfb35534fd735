import fc from 'fast-check';
import timers from 'node:timers/promises';
import { brokenAtRest, brokenNow } from './invariants';
import { make, moves, type Move } from './moves';
import { settle } from './settle';
import { World } from './world';

jest.setTimeout(300_000);

/** MODEL_RUNS=10000 MODEL_SEED=… for a long search, or to see a counterexample again. */
const RUNS = Number(process.env.MODEL_RUNS ?? 150);
const SEED = process.env.MODEL_SEED === undefined ? undefined : Number(process.env.MODEL_SEED);

let world: World;

/** Plays the plan to its end. @throws Error that tells what was done until something broke */
async function play(plan: readonly Move[]): Promise<void> {
  await world.begin();
  const done: string[] = [];
  const check = (broken: readonly string[]): void => {
    if (broken.length > 0) throw new Error(broken.join('\n'));
  };
  try {
    for (const move of plan) {
      const words = await make(world, move);
      if (words === undefined) continue;
      done.push(words);
      check(brokenNow(await world.books()));
    }
    done.push('and everything comes to rest');
    await settle(world);
    const books = await world.books();
    const orders = await Promise.all(world.orderIds.map((orderId) => world.order(orderId)));
    check([...brokenNow(books), ...brokenAtRest(books, orders)]);
  } catch (error) {
    throw new Error(`${String(error)}\n\nafter:\n${done.map((words) => `  ${words}`).join('\n')}\n`, { cause: error });
  }
}

describe('the life of orders, whatever happens in whatever order', () => {
  // Jobs that look twice wait in between; nothing happens by itself in the model, so there is nothing to wait for.
  beforeAll(async () => {
    jest.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);
    world = await World.open();
  });
  afterAll(() => jest.restoreAllMocks());

  it('conserves stock and money, ends each order once, and always comes to rest', async () => {
    await fc.assert(fc.asyncProperty(fc.array(moves, { minLength: 10, maxLength: 150, size: 'max' }), play), {
      numRuns: RUNS,
      seed: SEED,
      interruptAfterTimeLimit: 240_000,
    });
  });
});
