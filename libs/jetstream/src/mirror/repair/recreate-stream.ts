import {
  giveNewIdentity,
  LostEvents,
  type ConsumerCursors,
  type EventLog,
  type StoredEvent,
} from '@windrose/event-log';
import { sleep } from '../../backoff';
import type { BrokerConnection } from '../../broker/connection';
import { StreamApi } from '../../broker/stream-api';
import { affectedConsumers, handlersOf, type AffectedConsumers } from './affected-consumers';
import { eventsOnlyInStream, type MirrorExamination } from './examine';

export interface RecreateStreamOptions {
  readonly examination: MirrorExamination;
  readonly log: EventLog;
  readonly broker: BrokerConnection;
  /** The log's database, with the role that owns its schema. */
  readonly databaseUrl: string;
  /** Of all services. */
  readonly consumers: readonly ConsumerCursors[];
  readonly dryRun: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/** An event that the log doesn't have, and who had handled it. */
export type GivenUp = Pick<StoredEvent, 'position' | 'partition' | 'eventId' | 'type' | 'key' | 'streamId'> & {
  readonly handledBy: ReturnType<typeof handlersOf>;
};

export interface RecreatedStream {
  /** The log's new identity; of a dry run, one that it doesn't get. */
  readonly logId: string;
  readonly lost: readonly GivenUp[];
  readonly affected: readonly AffectedConsumers[];
}

/** Milliseconds between two looks at the consumers' cursors, and looks after which they count as they are. */
const SETTLE_MS = 1_000;
const LOOKS = 15;

/**
 * Keeps the log as it is and has its mirror made anew from it: the log gets a new identity, its events that only the
 * stream had are kept beside it, and the stream is deleted; the service's relay declares it again and fills it. Consumers
 * that have handled what was given up stop there, until their cursors are set back.
 * @throws RepairRefused, LogUnavailable; what the broker says
 */
export async function recreateStream(options: RecreateStreamOptions): Promise<RecreatedStream> {
  const { examination, log, broker, databaseUrl, consumers, dryRun } = options;
  const { service, stream, logId: logIdNow, common } = examination;
  const lost: Omit<GivenUp, 'handledBy'>[] = [];
  const { repairId, logId } = await giveNewIdentity({
    ...{ service, databaseUrl, dryRun, common, logId: logIdNow },
    lost: () => {
      lost.length = 0;
      return remembering(eventsOnlyInStream(log, broker, examination), lost);
    },
    onProgress: (done) => options.onProgress?.(done, examination.onlyInStream + examination.differing),
  });
  // Only from here on: until the identity has changed, a relay would declare the stream again as it was.
  if (!dryRun) await new StreamApi(broker).delete(stream);
  const affected = dryRun ? await affectedConsumers(log, consumers) : await settled(log, consumers);
  const givenUp = lost.map((event) => ({ ...event, handledBy: handlersOf(event, affected) }));
  if (!dryRun) {
    const handledBy = new Map(givenUp.map(({ position, handledBy }) => [position, handledBy]));
    await new LostEvents(databaseUrl, service).note(repairId, handledBy);
  }
  return { logId, lost: givenUp, affected };
}

async function* remembering(
  pages: AsyncIterable<readonly StoredEvent[]>,
  into: Omit<GivenUp, 'handledBy'>[],
): AsyncGenerator<readonly StoredEvent[]> {
  for await (const page of pages) {
    for (const { position, partition, eventId, type, key, streamId } of page)
      into.push({ position, partition, eventId, type, key, streamId });
    yield page;
  }
}

/** What consumers had read before the stream was deleted they still handle. */
async function settled(log: EventLog, consumers: readonly ConsumerCursors[]): Promise<AffectedConsumers[]> {
  let affected = await affectedConsumers(log, consumers);
  for (let looks = 1; looks < LOOKS; looks++) {
    await sleep(SETTLE_MS);
    const again = await affectedConsumers(log, consumers);
    if (JSON.stringify(again) === JSON.stringify(affected)) break;
    affected = again;
  }
  return affected;
}
