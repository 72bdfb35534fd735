import {
  LostEvents,
  RepairRefused,
  type ConsumerCursors,
  type EventLog,
  type HandledUpTo,
  type ParkedOfSource,
  type SetBackResult,
} from '@windrose/event-log';
import type { AffectedConsumers } from './affected-consumers';

export interface SetCursorsBackOptions {
  /** The source's log. */
  readonly log: Pick<EventLog, 'service' | 'eventsAt'>;
  /** Its database, with the owner's role. */
  readonly databaseUrl: string;
  readonly consumers: readonly ConsumerCursors[];
  readonly affected: readonly AffectedConsumers[];
  /** The last position in common, where no repair has recorded it. */
  readonly to?: number;
  readonly dryRun: boolean;
}

/** A position to which one service's cursors are set back, or would be. */
export interface CursorsSetBack extends SetBackResult {
  readonly service: string;
  readonly to: number;
}

/**
 * Sets cursors that name events which the source's log no longer has back to the last event that both have in common.
 * From there the log's events are handled; what was handled of the others is not undone.
 * @throws RepairRefused when nothing says how far they have something in common
 */
export async function setCursorsBack(options: SetCursorsBackOptions): Promise<CursorsSetBack[]> {
  const { log, consumers, affected, dryRun } = options;
  const common = await commonPositions(options);
  const done: CursorsSetBack[] = [];
  for (const { service, cursors, parked } of affected) {
    const consumer = consumers.find((one) => one.service === service);
    for (const to of [...new Set([...cursors, ...parked].map(({ eventId }) => common(eventId)))]) {
      const isOfThis = ({ eventId }: HandledUpTo | ParkedOfSource): boolean => common(eventId) === to;
      const [last] = to === 0 ? [] : await log.eventsAt([to]);
      if (last === undefined && to > 0) throw new RepairRefused(`the ${log.service} log has no position ${to}`);
      const change = {
        source: log.service,
        cursors: cursors.filter(isOfThis),
        parked: parked.filter(isOfThis),
        to: { position: to, eventId: last?.eventId ?? null },
      };
      const result =
        dryRun || consumer === undefined
          ? { cursors: change.cursors.length, parked: change.parked.length }
          : await consumer.setBack(change);
      done.push({ service, to, ...result });
    }
  }
  return done;
}

async function commonPositions(options: SetCursorsBackOptions): Promise<(eventId: string) => number> {
  const { log, databaseUrl, affected, to } = options;
  if (to !== undefined) return () => to;
  const all = affected.flatMap(({ cursors, parked }) => [...cursors, ...parked]);
  const known = await new LostEvents(databaseUrl, log.service).commonBefore(all.map(({ eventId }) => eventId));
  return (eventId) => {
    const common = known.get(eventId);
    if (common !== undefined) return common;
    throw new RepairRefused(
      `no repair of the ${log.service} log has recorded event ${eventId}: say up to which position the log is the one that it was`,
    );
  };
}
