import type { CursorMove } from '@windrose/event-log';
import { messageOf } from '@windrose/platform';
import type { MirroredEvent } from '../mirror/mirrored-event';
import { parkedEvents } from './consumer-metrics';
import type { GroupContext } from './group-context';

export interface Failure {
  readonly error: unknown;
  readonly tries: number;
}

/** `lost`: the partition is another instance's by now. `halted`: so many keys were parked lately that it was stopped. */
export type ParkingEnd = 'parked' | 'lost' | 'halted';

/** Parks the key of an event that can't be handled, or stops its partition. Never silently. */
export async function parkKey(
  { group, partitions, parking, logger, options }: GroupContext,
  event: MirroredEvent,
  move: CursorMove,
  { error, tries }: Failure,
): Promise<ParkingEnd> {
  const { source, position, type, key, partition } = event;
  const reason = messageOf(error);
  const outcome = await parking.park(event, move, { event, error: reason, tries }, options);
  const facts = { err: error, source, position, type, key, partition };
  switch (outcome) {
    case 'parked':
      parkedEvents.inc({ group, source, type });
      logger.error(
        facts,
        `the key ${key} is parked: ${source}.${type} ${position} can't be handled, its later events wait: ${reason}`,
      );
      return 'parked';
    case 'lost':
      return 'lost';
    case 'too many': {
      const many = `${options.keys} keys were parked within ${options.withinMs / 1_000} s`;
      const problem = `${many}, and ${source}.${type} ${position} can't be handled either: ${reason}`;
      const retryInMs = partitions.halt(partition, problem);
      logger.fatal(
        { ...facts, retryInMs },
        `partition ${partition} is stopped, next try in ${retryInMs} ms: ${problem}`,
      );
      return 'halted';
    }
  }
}
