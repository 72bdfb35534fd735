import { brokenAtRest, brokenNow } from './invariants';
import { make, type Move } from './moves';
import type { Fate } from './model-provider';
import { settle } from './settle';
import type { World } from './world';

/** What else happens before a move. @returns it, in words; undefined for nothing */
export type Incident = () => string | undefined;

export interface Circumstances {
  /** Default: nothing. */
  readonly incident?: Incident;
  /** Of the jobs that are left when the plan is done. Default: good. */
  readonly luck?: readonly Fate[];
}

/** Plays the plan to its end. @throws Error that tells what was done until something broke */
export async function play(
  world: World,
  plan: readonly Move[],
  { incident = () => undefined, luck }: Circumstances = {},
): Promise<void> {
  const done: string[] = [];
  const check = (broken: readonly string[]): void => {
    if (broken.length > 0) throw new Error(broken.join('\n'));
  };
  try {
    for (const move of plan) {
      const happened = incident();
      if (happened !== undefined) done.push(happened);
      const words = await make(world, move);
      if (words === undefined) continue;
      done.push(words);
      check(brokenNow(await world.books()));
    }
    done.push('and everything comes to rest');
    await settle(world, luck);
    const books = await world.books();
    const orders = await Promise.all(world.orderIds.map((orderId) => world.order(orderId)));
    check([...brokenNow(books), ...brokenAtRest(books, orders), ...stillWaiting(world)]);
  } catch (error) {
    throw new Error(`${String(error)}\n\nafter:\n${done.map((words) => `  ${words}`).join('\n')}\n`, { cause: error });
  }
}

/** Nobody works on something for ever. */
function stillWaiting(world: World): string[] {
  return world.jobs.map(({ service, job }) => `the job ${job.id} of ${service.service} never ends`);
}
