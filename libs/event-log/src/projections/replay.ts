import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import type { EventLog } from '../event-log';
import type { Projection } from './projection';
import { ProjectionStore } from './projection-store';
import { Projector, type Progress } from './projector';

const LOCK_NOT_AVAILABLE = '55P03';
const PAUSE_MS = 1_000;
const MAX_TRIES = 120;

/**
 * Rebuilds a projection from the log's beginning into a new table while the old one goes on serving reads, then
 * switches. The running services take the new table over by themselves.
 * @returns the position that the new table reflects
 */
export async function replay(
  log: EventLog,
  projection: Projection,
  onProgress: (progress: Progress) => void = () => undefined,
): Promise<Progress> {
  const store = new ProjectionStore(log);
  const projector = new Projector(log, store, projection, await store.openNext(projection));
  for (let tries = 1; ; tries++) {
    const progress = await projector.catchUp(onProgress);
    try {
      await store.switchTo(projector.table);
      return progress;
    } catch (error) {
      // Somebody reads the view in a long transaction.
      const isLocked = error instanceof DatabaseError && error.code === LOCK_NOT_AVAILABLE;
      if (!isLocked || tries === MAX_TRIES) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
