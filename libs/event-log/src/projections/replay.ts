import type { EventLog } from '../event-log';
import type { Projection } from './projection';
import { ProjectionStore } from './projection-store';
import { Projector, type Progress } from './projector';

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
  const progress = await projector.catchUp(onProgress);
  await store.switchTo(projector.table);
  return progress;
}
