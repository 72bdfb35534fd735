import { SERVICES, type Service } from '@windrose/contracts';
import { ConsumerCursors, type EventLog } from '@windrose/event-log';
import {
  affectedConsumers,
  examineMirror,
  mirrorStatus,
  type AffectedConsumers,
  type BrokerConnection,
  type MirrorExamination,
  type MirrorStatus,
} from '@windrose/jetstream';
import type { Cli } from '../cli';
import type { System } from '../find-system';
import { partitionsOf } from '../open-log';
import { progressBar } from '../progress-bar';

/** How a log, its mirror and its consumers stand to each other. */
export interface Diagnosis {
  readonly status: MirrorStatus;
  /** Null unless log and mirror have diverged, or the mirror is damaged. */
  readonly examination: MirrorExamination | null;
  /** Consumers that have handled events which the log doesn't have. */
  readonly affected: readonly AffectedConsumers[];
}

export async function diagnose(
  cli: Cli,
  log: EventLog,
  broker: BrokerConnection,
  consumers: readonly ConsumerCursors[],
): Promise<Diagnosis> {
  const status = await mirrorStatus(log, broker);
  const needsPerson = status.state === 'diverged' || status.state === 'damaged';
  const bar = progressBar(cli.terminal, `comparing ${log.service}`);
  const examination = needsPerson
    ? await examineMirror(log, broker, (done, total) => bar.show(done, total)).finally(() => bar.end())
    : null;
  return { status, examination, affected: await affectedConsumers(log, consumers) };
}

/** The cursors of every service that has a log. */
export async function allConsumers(system: System): Promise<ConsumerCursors[]> {
  const found = await Promise.all(
    SERVICES.map(async (service: Service) => {
      const exists = (await partitionsOf(system, service)) !== null;
      return exists ? [new ConsumerCursors(system.databaseUrlOfOwner(service), service)] : [];
    }),
  );
  return found.flat();
}
