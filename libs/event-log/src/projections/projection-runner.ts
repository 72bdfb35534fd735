import { messageOf, type Logger } from '@windrose/platform';
import type { EventLog } from '../event-log';
import type { Projection } from './projection';
import { ProjectionStore } from './projection-store';
import { Projector, type Progress } from './projector';

/** Other instances append too: look from time to time. */
const POLL_MS = 250;
const AFTER_ERROR_MS = 1_000;

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
  private projector: Projector | undefined;
  private progress: Progress = { position: 0, head: 0, live: false };
  private wake: () => void = () => undefined;
  private news = false;
  private stopping = false;
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
    this.unsubscribe = this.log.onAppended(() => {
      this.news = true;
      this.wake();
    });
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.unsubscribe();
    this.wake();
    await this.running;
  }

  lag(): ProjectionLag {
    const { name, version } = this.projection;
    const { position, head } = this.progress;
    return { name, version, position, lag: head - position };
  }

  private async open(): Promise<void> {
    const table = await this.store.open(this.projection);
    if (this.projector?.table.name !== table.name) this.projector = new Projector(this.log, this.store, this.projection, table);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        this.news = false;
        await this.follow();
        if (!this.news && !this.stopping) await this.sleep(POLL_MS);
      } catch (error) {
        this.logger.warn({ err: error, projection: this.projection.name }, `projection waits: ${messageOf(error)}`);
        await this.sleep(AFTER_ERROR_MS);
        await this.open().catch(() => undefined);
      }
    }
  }

  private async follow(): Promise<void> {
    const projector = this.projector!;
    do {
      this.progress = await projector.step();
    } while (this.progress.position < this.progress.head && !this.stopping);
    if (this.progress.live || this.stopping) return;
    // Either this table is new and has just caught up, or a replay has put a newer one in its place.
    await this.store.switchTo(projector.table);
    await this.open();
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
