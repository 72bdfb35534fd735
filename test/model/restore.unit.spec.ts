import type { Service } from '@windrose/contracts';
import fc from 'fast-check';
import timers from 'node:timers/promises';
import { fates, moves } from './moves';
import { play, type Incident } from './play';
import { NOTIFICATIONS, World } from './world';

jest.setTimeout(300_000);

/** MODEL_RUNS=10000 MODEL_SEED=… for a long search, or to see a counterexample again. */
const RUNS = Number(process.env.MODEL_RUNS ?? 300);
const SEED = process.env.MODEL_SEED === undefined ? undefined : Number(process.env.MODEL_SEED);

interface Loss {
  readonly service: Service;
  /** Before which moves it is backed up and restored, as parts of the plan. */
  readonly between: readonly [number, number];
}

const part = fc.integer({ min: 0, max: 999 }).map((thousandths) => thousandths / 1_000);
const losses: fc.Arbitrary<Loss> = fc.record({
  service: fc.constantFrom<Service[]>('orders', 'inventory', 'payments', 'shipping', 'notifications'),
  between: fc.tuple(part, part).map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const),
});

let world: World;

/** The service's database is lost, and restored from a backup and the mirror of its log. */
function loss({ service, between: [backup, end] }: Loss, moves: number): Incident {
  let restore: (() => void) | undefined;
  let next = 0;
  return () => {
    const move = next++;
    if (move === Math.floor(backup * moves)) restore = world.backUp(service);
    if (move !== Math.floor(end * moves)) return undefined;
    restore?.();
    return `${service} is restored`;
  };
}

describe('the life of orders, when a database is restored meanwhile', () => {
  // Jobs that look twice wait in between; nothing happens by itself in the model, so there is nothing to wait for.
  beforeAll(async () => {
    jest.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);
    world = await World.open([NOTIFICATIONS]);
  });
  afterAll(() => jest.restoreAllMocks());

  it('conserves stock and money, ends each order once, and always comes to rest', async () => {
    const plans = fc.array(moves, { minLength: 20, maxLength: 300, size: 'max' });
    const property = fc.asyncProperty(plans, losses, fc.array(fates, { maxLength: 40 }), async (plan, lost, luck) => {
      await world.begin();
      await world.addAda();
      const incident = loss(lost, plan.length);
      // Between the halves everything is delivered, so that there is something to send back.
      const half = plan.length / 2;
      await play(world, plan.slice(0, half), { incident, luck });
      await play(world, plan.slice(half), { incident, luck });
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED, interruptAfterTimeLimit: 240_000 });
  });
});
