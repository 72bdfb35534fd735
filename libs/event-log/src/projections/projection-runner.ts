import { messageOf, Pace, type Logger } from '@windrose/platform';
import type { EventLog } from '../event-log';
import { Nap } from '../nap';
import type { Projection } from './projection';
import { ProjectionStore } from './projection-store';
import { Projector, type Progress } from './projector';

/** Other instances append too: look from time to time. */
const POLL_MS = 250;
const AFTER_ERROR_MS = 1_000;
/** A busy log is followed in steps this far apart: each costs the same few queries, however many events it has. */
const STEP_EVERY_MS = 50;

export interface ProjectionLag {
  readonly name: string;
  readonly version: number;
  readonly position: number;
  readonly lag: number;
}

/**
 * Keeps one projection up to date while the service runs, and switches to its table once that has caught up: so a new
 * version is built beside the old one.
 */
export class ProjectionRunner {
  private readonly store: ProjectionStore;
  private readonly nap = new Nap();
  private readonly pace = new Pace(STEP_EVERY_MS);
  private projector: Projector | undefined;
  private progress: Progress = { position: 0, head: 0, live: false };
  private knownHead = 0;
  private running: Promise<void> = Promise.resolve();
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly log: EventLog,
    private readonly projection: Projection,
    private readonly logger: Logger,
  ) {
    this.store = new ProjectionStore(log);
  }

  /** Creates what is missing, so that reads find the view, and begins to follow the log. */
  async start(): Promise<void> {
    await this.open();
    this.unsubscribe = this.log.onAppended((head) => {
      this.knownHead = head;
      this.nap.wake();
    });
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.unsubscribe();
    this.nap.end();
    await this.running;
  }

  lag(): ProjectionLag {
    const { name, version } = this.projection;
    const { position, head } = this.progress;
    return { name, version, position, lag: head - position };
  }

  private async open(): Promise<Projector> {
    const table = await this.store.open(this.projection);
    if (this.projector?.table.name !== table.name) {
      this.projector = new Projector(this.log, this.store, this.projection, table);
    }
    return this.projector;
  }

  private async run(): Promise<void> {
    while (!this.nap.ended) {
      try {
        this.pace.begin();
        await this.follow(this.projector ?? (await this.open()));
        await this.nap.sleep(POLL_MS);
        await this.nap.rest(this.pace.waitMs);
      } catch (error) {
        this.logger.warn({ err: error, projection: this.projection.name }, `projection waits: ${messageOf(error)}`);
        // Its table may be gone, and with it the place to go on from.
        this.projector = undefined;
        await this.nap.rest(AFTER_ERROR_MS);
      }
    }
  }

  private async follow(projector: Projector): Promise<void> {
    do {
      this.progress = await projector.step(this.knownHead);
    } while (this.progress.position < this.progress.head && !this.nap.ended);
    if (this.progress.live || this.nap.ended) return;
    // Either this table is new and has just caught up, or another one has taken its place: go on with that at once.
    await this.store.switchTo(projector.table);
    const next = await this.open();
    if (next !== projector) await this.follow(next);
  }
}
