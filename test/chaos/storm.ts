import { messageOf } from '@windrose/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scene } from './faults/fault';
import { inject } from './faults/inject';
import { describeFault } from './schedule/planned-fault';
import type { ScheduledFault } from './schedule/schedule';

/** A fault that has happened. */
export interface Happened {
  readonly scheduled: ScheduledFault;
  readonly text: string;
  /** Unix milliseconds. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** What there is to say about it, or why it couldn't happen. */
  readonly note: string | null;
  /** Why it can't have been meant so: the start that it needed failed. */
  readonly violation: string | null;
}

/**
 * Lets the faults happen at their times, whether or not the system has recovered from those before. Only while the
 * launcher is being started again the clock stands still: there is nothing to hit.
 */
export async function storm(
  schedule: readonly ScheduledFault[],
  scene: Scene,
  onFault: (text: string) => void,
): Promise<Happened[]> {
  let beganAt = Date.now();
  const happening: Promise<Happened>[] = [];
  for (const scheduled of schedule) {
    await sleep(Math.max(0, beganAt + scheduled.atMs - Date.now()));
    onFault(describeFault(scheduled.fault));
    const fault = happen(scheduled, scene);
    happening.push(fault);
    if (scheduled.fault.kind !== 'kill-launcher') continue;
    const { beganAt: from, endedAt: to } = await fault;
    beganAt += to - from;
  }
  return Promise.all(happening);
}

async function happen(scheduled: ScheduledFault, scene: Scene): Promise<Happened> {
  const beganAt = Date.now();
  const text = describeFault(scheduled.fault);
  const done = (note: string | null, violation: string | null = null): Happened => ({
    scheduled,
    text,
    beganAt,
    endedAt: Date.now(),
    note,
    violation,
  });
  try {
    return done((await inject(scheduled.fault, scene)) ?? null);
  } catch (error) {
    // A start that fails is a violation; that a server is away when somebody wants to cut its connections is not.
    if (scheduled.fault.kind === 'kill-launcher') return done('failed', `${text}: ${messageOf(error)}`);
    return done(`could not be done: ${messageOf(error)}`);
  }
}
