import { RepairRefused, restoreTail, type Derivation, type RestoredLog } from '@windrose/event-log';
import type { BrokerConnection } from '../../broker/connection';
import { mirroredRows, type MirrorExamination } from './examine';

export interface RestoreLogOptions {
  readonly examination: MirrorExamination;
  readonly broker: BrokerConnection;
  /** The log's database, with the role that owns its schema. */
  readonly databaseUrl: string;
  /** What the service keeps beside its events, to be made again. Default: nothing. */
  readonly derivation?: Derivation;
  /** Everything is done, checked and undone again. */
  readonly dryRun: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Puts back into a log the events that only its mirror still has. A running relay and halted appends go on by
 * themselves.
 * @throws RepairRefused when the stream doesn't continue the log; LogUnavailable
 */
export function restoreLog(options: RestoreLogOptions): Promise<RestoredLog> {
  const { examination, broker, databaseUrl, derivation, dryRun, onProgress } = options;
  const { service, logId, streamLogId, last, onlyInStream, notRestorable } = examination;
  if (notRestorable !== null || streamLogId === null) {
    return Promise.reject(
      new RepairRefused(`the end of the ${service} log can't be restored: ${notRestorable ?? 'whose is the stream?'}`),
    );
  }
  return restoreTail({
    ...{ service, databaseUrl, logId, tailLogId: streamLogId, derivation, dryRun },
    tail: (after) => mirroredRows(broker, service, { from: after + 1, to: last, logId: streamLogId }),
    onProgress: (done) => onProgress?.(done, onlyInStream),
  });
}
