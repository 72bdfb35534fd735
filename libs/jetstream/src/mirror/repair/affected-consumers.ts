import type { Service } from '@windrose/contracts';
import type { ConsumerCursors, EventLog, HandledUpTo, Handler, ParkedOfSource } from '@windrose/event-log';

/** What one service's consumers have of events that their source's log doesn't have (any more). */
export interface AffectedConsumers {
  readonly service: Service;
  /** Cursors that name such an event: their groups can't go on. */
  readonly cursors: readonly HandledUpTo[];
  readonly parked: readonly ParkedOfSource[];
}

/** Looks at every cursor and every parked event of a source whether the log has that very event at its position. */
export async function affectedConsumers(
  log: Pick<EventLog, 'service' | 'eventsAt'>,
  consumers: readonly ConsumerCursors[],
): Promise<AffectedConsumers[]> {
  const affected: AffectedConsumers[] = [];
  for (const consumer of consumers) {
    const cursors = await consumer.handled(log.service);
    const parked = await consumer.parked(log.service);
    const positions = [...new Set([...cursors, ...parked].map(({ position }) => position))];
    const events = new Map((await log.eventsAt(positions)).map(({ position, eventId }) => [position, eventId]));
    const isGone = ({ position, eventId }: HandledUpTo | ParkedOfSource): boolean => events.get(position) !== eventId;
    const found = { service: consumer.service, cursors: cursors.filter(isGone), parked: parked.filter(isGone) };
    if (found.cursors.length + found.parked.length > 0) affected.push(found);
  }
  return affected;
}

/** Which groups have handled an event that the log no longer has, or keep it parked. */
export function handlersOf(
  { position, partition }: { readonly position: number; readonly partition: number },
  affected: readonly AffectedConsumers[],
): Handler[] {
  return affected.flatMap(({ service, cursors, parked }) => {
    const waiting = new Set(parked.filter((event) => event.position === position).map(({ group }) => group));
    const groups = cursors
      .filter((cursor) => cursor.partition === partition && cursor.position >= position)
      .map(({ group }) => group);
    return [
      ...groups.filter((group) => !waiting.has(group)).map((group) => ({ service, group, how: 'handled' as const })),
      ...[...waiting].map((group) => ({ service, group, how: 'parked' as const })),
    ];
  });
}
