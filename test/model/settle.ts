import type { Fate } from './model-provider';
import type { World } from './world';

const MOST_ROUNDS = 5_000;

/**
 * Lets everything happen that is still under way: feeds first, then jobs, then the timer that is due
 * first. A job that waits for something is asked again when anything else has happened.
 * @param luck what becomes of the first tries of jobs. Default: no bad luck
 * @throws Error when it never comes to rest
 */
export async function settle(world: World, luck: readonly Fate[] = []): Promise<void> {
  const fates = luck.values();
  const waiting = new Set<string>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const [feed] = world.waitingFeeds;
    if (feed !== undefined) {
      waiting.clear();
      await world.deliver(feed);
      continue;
    }
    const next = world.jobs.find(({ job }) => !waiting.has(job.id));
    if (next !== undefined) {
      const { value: fate = 'done' } = fates.next();
      world.provider.fate = fate;
      const concluded = await next.service.tryJob(next.job);
      world.provider.fate = 'done';
      if (!concluded && fate === 'done') waiting.add(next.job.id);
      continue;
    }
    const [due] = world.timers;
    if (due === undefined) return;
    waiting.clear();
    await world.fire(due);
  }
  throw new Error(
    `no rest: ${world.jobs.map(({ job }) => job.id).join(', ')}; ${world.timers.map(({ timer }) => timer.id).join(', ')}`,
  );
}
