import type { Cli } from './cli';
import type { System } from './find-system';
import { runServiceProgram } from './service-program';
import type { NamedProjection } from './values';

/** A row that readers see but a rebuild doesn't make, or the other way round. */
export interface RowDifference {
  readonly key: string;
  /** Null: there is no such row. */
  readonly live: object | null;
  readonly rebuilt: object | null;
}

/** What a service's program is to do with one of its projections: switch readers to a rebuild, or compare them with it. */
export interface Rebuilding {
  readonly verify: boolean;
  readonly onProgress: (done: number, total: number) => void;
  readonly onDifference?: (difference: RowDifference) => void;
}

export interface Rebuilt {
  /** Events of the log that the rebuild has gone through. */
  readonly events: number;
  /** Rows that were compared. */
  readonly rows?: number;
}

/**
 * Has the service's own program rebuild one of its projections: only it knows how events become rows. It runs beside
 * the service, on the same database.
 * @throws Failure with the program's own last words
 */
export function rebuild(
  cli: Cli,
  system: System,
  { service, name }: NamedProjection,
  { verify, onProgress, onDifference }: Rebuilding,
): Promise<Rebuilt> {
  return runServiceProgram<Rebuilt>(cli, system, {
    service,
    args: ['replay', name, ...(verify ? ['--verify'] : [])],
    databaseUrl: system.databaseUrlOfItsOwn(service),
    natsUrl: system.broker.url,
    onProgress,
    onLine: (line) => {
      if ('difference' in line) onDifference?.(line.difference as RowDifference);
    },
    what: 'replay',
  });
}
