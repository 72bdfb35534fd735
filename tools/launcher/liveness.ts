import { setTimeout as sleep } from 'node:timers/promises';
import type { Supervised } from './supervised';

export interface LivenessOptions {
  readonly say: (line: string) => void;
  /** Milliseconds from one question to the next, and the longest an answer may take. Default 5,000. */
  readonly everyMs?: number;
  /** Questions in a row without an answer after which the process counts as hung. Default 12: about a minute. */
  readonly mostSilent?: number;
}

/**
 * Asks a process for its `/livez` now and then, until the signal aborts. One that runs but has not answered for a minute
 * hangs: it is killed, and so started again. A minute is far beyond what a busy machine or a pause takes; whoever stops a
 * process (SIGSTOP) for longer finds another one in its place. What counts are questions and not the clock, so a machine
 * or a launcher that was asleep itself blames nobody.
 */
export async function watchLiveness(
  process: Pick<Supervised, 'name' | 'program'>,
  adminUrl: string,
  stop: AbortSignal,
  { say, everyMs = 5_000, mostSilent = 12 }: LivenessOptions,
): Promise<void> {
  const { name, program } = process;
  let pid: number | undefined;
  let silent = 0;
  while (!stop.aborted) {
    const asked = program.pid;
    if (asked !== pid) silent = 0;
    pid = asked;
    const [lives] = await Promise.all([
      answers(adminUrl, stop, everyMs),
      sleep(everyMs, undefined, { signal: stop }).catch(() => undefined),
    ]);
    silent = lives ? 0 : silent + 1;
    if (silent < mostSilent || pid === undefined || program.pid !== pid) continue;
    say(`${name} has not answered for ${(silent * everyMs) / 1_000} s and is killed`);
    silent = 0;
    program.kill();
  }
}

/**
 * Whatever it answers: it lives. A refused or closed connection is no silence either: a process that hangs lets its
 * kernel accept and says nothing, while one that closes a kept connection just as it is used again is well.
 */
async function answers(adminUrl: string, stop: AbortSignal, withinMs: number): Promise<boolean> {
  try {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(withinMs)]);
    await (await fetch(`${adminUrl}/livez`, { signal })).arrayBuffer();
    return true;
  } catch (error) {
    return stop.aborted || !(error instanceof DOMException && error.name === 'TimeoutError');
  }
}
