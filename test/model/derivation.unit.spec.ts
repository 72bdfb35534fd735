import fc from 'fast-check';
import timers from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { derived, written } from './derived';
import { fates, moves } from './moves';
import { play } from './play';
import { NOTIFICATIONS, World } from './world';

jest.setTimeout(300_000);

/** MODEL_RUNS=10000 MODEL_SEED=… for a long search, or to see a counterexample again. */
const RUNS = Number(process.env.MODEL_RUNS ?? 300);
const SEED = process.env.MODEL_SEED === undefined ? undefined : Number(process.env.MODEL_SEED);

/** Nobody has proven anything about what never happened. */
const MUST_HAPPEN = [
  ...['balance tea available', 'balance tea available@north', 'balance tea reserved', 'balance tea sold'],
  ...['document returns', 'job capture-payment', 'job reconcile-payment', 'job refund-payment', 'job void-payment'],
  ...['job send-email', 'timer retry-capture', 'timer shipment.dispatch', 'timer shipment.deliver'],
  ...['timer OrderDeadlinePassed', 'timer PaymentTimedOut', 'timer ReservationTimedOut'],
];

let world: World;
const seen = new Set<string>();

describe('what is derived from events, where a log is restored', () => {
  // Jobs that look twice wait in between; nothing happens by itself in the model, so there is nothing to wait for.
  beforeAll(async () => {
    jest.spyOn(timers, 'setTimeout').mockResolvedValue(undefined);
    world = await World.open([NOTIFICATIONS]);
  });
  afterAll(() => jest.restoreAllMocks());

  it('is what their services had written beside them, in each append', async () => {
    const plans = fc.array(moves, { minLength: 20, maxLength: 300, size: 'max' });
    const property = fc.asyncProperty(plans, fc.array(fates, { maxLength: 40 }), async (plan, luck) => {
      await world.begin();
      await world.addAda();
      await world.addStock('north');
      // Between the halves everything is delivered, so that there is something to send back.
      const half = plan.length / 2;
      await play(world, plan.slice(0, half), { luck });
      await play(world, plan.slice(half));
      for (const service of world.all) {
        for (const append of service.log.appended) {
          const wrote = written(append);
          for (const place of wrote.keys()) seen.add(place);
          const found = await derived(append, service);
          // Of thousands, only the one that differs is worth Jest's slow look.
          if (isDeepStrictEqual(found, wrote)) continue;
          const types = append.events.map(({ type }) => type);
          expect({ types, beside: found }).toEqual({ types, beside: wrote });
        }
      }
    });
    await fc.assert(property, { numRuns: RUNS, seed: SEED, interruptAfterTimeLimit: 240_000 });
    const missed = MUST_HAPPEN.filter((start) => ![...seen].some((place) => place.startsWith(start)));
    expect(missed).toEqual([]);
  });
});
