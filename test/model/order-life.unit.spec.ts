import fc from 'fast-check';
import timers from 'node:timers/promises';
import { moves } from './moves';
import { play } from './play';
import { World } from './world';

jest.setTimeout(300_000);

/** MODEL_RUNS=10000 MODEL_SEED=… for a long search, or to see a counterexample again. */
const RUNS = Number(process.env.MODEL_RUNS ?? 150);
const SEED = process.env.MODEL_SEED === undefined ? undefined : Number(process.env.MODEL_SEED);

let world: World;

describe('the life of orders, whatever happens in whatever order', () => {
  // Jobs that look twice wait in between; nothing happens by itself in the model, so there is nothing to wait for.
  beforeAll(async () => {
    jest.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);
    world = await World.open();
  });
  afterAll(() => jest.restoreAllMocks());

  it('conserves stock and money, ends each order once, and always comes to rest', async () => {
    const plans = fc.array(moves, { minLength: 10, maxLength: 150, size: 'max' });
    const property = fc.asyncProperty(plans, async (plan) => {
      await world.begin();
      await play(world, plan);
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED, interruptAfterTimeLimit: 240_000 });
  });
});
