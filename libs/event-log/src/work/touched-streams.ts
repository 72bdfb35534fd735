import type { Decider } from '../decider';
import type { Work } from './work';

/** A stream that a handler is going to load, and its decider. */
export interface TouchedStream {
  readonly decider: Decider<unknown>;
  readonly id: string;
}

/** Loads all of them at once, so that the handlers of a whole batch find their streams in the work. */
export async function preloadTouched(work: Work, touched: readonly TouchedStream[]): Promise<void> {
  const byDecider = new Map<TouchedStream['decider'], string[]>();
  for (const { decider, id } of touched) {
    const ids = byDecider.get(decider);
    if (ids === undefined) byDecider.set(decider, [id]);
    else ids.push(id);
  }
  await Promise.all([...byDecider].map(([decider, ids]) => work.preload(decider, ids)));
}
