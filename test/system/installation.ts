import { freePort, isPortFree } from '@windrose/servers';
import { temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';
import { Start, type Settings, type Through } from './start';

/** A home and a PORT of its own, for one start after the other. */
export class Installation {
  private readonly starts: Start[] = [];

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
  start(through: Through = 'npm', settings: Settings = {}): Promise<Start> {
    return this.begin(through, this.port, settings).ready();
  }

  /** Starts it without waiting: for a start that is to fail. */
  begin(through: Through = 'npm', port = this.port, settings: Settings = {}): Start {
    const start = new Start(this.home, port, through, settings);
    this.starts.push(start);
    return start;
  }

  /** Ends what is left of all starts, and deletes the home. */
  async remove(): Promise<void> {
    for (const start of this.starts.reverse()) await start.cleanUp();
    this.directory.remove();
  }
}

/** PORT, GRPC_PORT next to it, and the processes' own ports a hundred further on. */
async function portWithRoomAbove(): Promise<number> {
  for (;;) {
    const port = await freePort();
    const wanted = [1, ...Array.from({ length: 10 }, (_, n) => 100 + n)];
    const free = await Promise.all(wanted.map((offset) => isPortFree(port + offset)));
    if (free.every(Boolean)) return port;
  }
}
