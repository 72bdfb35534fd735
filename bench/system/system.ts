import {
  portWithRoomAbove,
  SystemStart,
  temporaryDirectory,
  type RunFile,
  type TemporaryDirectory,
} from '@windrose/testing';

/** The whole of Windrose, started as its users start it. */
export class System {
  private constructor(
    private readonly launched: SystemStart,
    private readonly home: TemporaryDirectory,
    readonly run: RunFile,
    /** Seconds from the start of the launcher to its "ready" line. */
    readonly secondsToReady: number,
  ) {}

  /** Starts in a home of its own, or on what an earlier start has left in one. */
  static async start(home = temporaryDirectory('windrose-bench-')): Promise<System> {
    const port = await portWithRoomAbove();
    const began = Date.now();
    // Unlike a test, a benchmark may be meant to measure other settings.
    const settings = { ...process.env, LOG_LEVEL: 'warn' };
    const start = new SystemStart({ home: home.path, port, settings });
    start.root.stderr!.pipe(process.stderr);
    await start.ready();
    return new System(start, home, start.run, (Date.now() - began) / 1_000);
  }

  /** Stops everything and leaves the home as it is. */
  async stop(): Promise<TemporaryDirectory> {
    await this.launched.stop();
    return this.home;
  }

  async remove(): Promise<void> {
    (await this.stop()).remove();
  }
}
