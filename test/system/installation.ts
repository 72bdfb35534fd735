import {
  portWithRoomAbove,
  SystemStart,
  temporaryDirectory,
  type Settings,
  type SystemStartOptions,
  type TemporaryDirectory,
} from '@windrose/testing';

type Through = SystemStartOptions['through'];

/** A home and a PORT of its own, for one start after the other. */
export class Installation {
  private readonly starts: SystemStart[] = [];

  private constructor(
    private readonly directory: TemporaryDirectory,
    readonly port: number,
  ) {}

  static async create(): Promise<Installation> {
    return new Installation(temporaryDirectory('windrose-e2e-'), await portWithRoomAbove());
  }

  get home(): string {
    return this.directory.path;
  }

  /** Starts the whole system and waits until it is ready. */
  start(through: Through = 'npm', settings: Settings = {}): Promise<SystemStart> {
    return this.begin(through, this.port, settings).ready();
  }

  /** Starts it without waiting: for a start that is to fail. */
  begin(through: Through = 'npm', port = this.port, settings: Settings = {}): SystemStart {
    const start = new SystemStart({ home: this.home, port, through, settings, ownGroup: true });
    this.starts.push(start);
    return start;
  }

  /** Ends what is left of all starts, and deletes the home. */
  async remove(): Promise<void> {
    for (const start of this.starts.reverse()) await start.cleanUp();
    this.directory.remove();
  }
}
