import { setTimeout as sleep } from 'node:timers/promises';
import { ChildServer, type ServerCommand, type ServerExit } from './child-server';
import { freePort } from './free-port';

/** Why an attempt to start ended before the server was ready, where trying again makes sense. */
export type Obstacle = 'port taken' | 'still locked';

/** Signals to send one after the other, each with the milliseconds to wait for the end. */
export type StopSteps = readonly (readonly [NodeJS.Signals, number])[];

export interface EmbeddedServerOptions {
  /** For messages. */
  readonly title: string;
  readonly logFile: string;
  /** Default: a free port, kept over restarts of this object. */
  readonly port?: number;
  /** How long a start may take, recovery included, in milliseconds. */
  readonly startTimeoutMs: number;
  readonly stopSteps: StopSteps;
}

/** How long to wait for a port that somebody else has. */
const PORT_WAIT_MS = 2_000;
const RETRY_MS = 100;
const POLL_MS = 15;

/** A server as a child process of this one, on 127.0.0.1 only. Every call may be repeated, in any state. */
export abstract class EmbeddedServer {
  private child: ChildServer | undefined;
  private starting: Promise<void> | undefined;
  private stopping = new AbortController();
  private chosenPort: number | undefined;
  private readonly exitListeners: ((exit: ServerExit) => void)[] = [];

  constructor(private readonly serverOptions: EmbeddedServerOptions) {
    this.chosenPort = serverOptions.port;
  }

  /** Ends what an earlier start, whose process was killed, left running on the same data. */
  abstract endLeftovers(): Promise<void>;
  /** Makes everything that must be there before the first attempt of a start; gives up when the signal aborts. */
  protected abstract prepare(stopped: AbortSignal): Promise<void>;
  protected abstract command(port: number): ServerCommand;
  protected abstract isReady(pid: number | undefined, port: number): Promise<boolean>;
  protected abstract obstacleIn(output: string): Obstacle | undefined;

  /** The server's pid while it runs. */
  get pid(): number | undefined {
    return this.child?.exit ? undefined : this.child?.pid;
  }

  /** The end of what its last run wrote to its log. */
  get output(): string {
    return this.child?.output ?? '';
  }

  get port(): number {
    if (this.chosenPort === undefined) throw new Error(`${this.serverOptions.title} has not been started`);
    return this.chosenPort;
  }

  /** Told about every end of a server that was ready, wanted or not. */
  onExit(listener: (exit: ServerExit) => void): void {
    this.exitListeners.push(listener);
  }

  /** Resolves when it is ready for its clients. */
  start(): Promise<void> {
    if (this.pid !== undefined && !this.starting) return Promise.resolve();
    this.starting ??= this.startOnce().finally(() => {
      this.starting = undefined;
    });
    return this.starting;
  }

  async stop(): Promise<void> {
    this.stopping.abort(new Error(`${this.serverOptions.title} was stopped while it started`));
    await this.child?.end(this.serverOptions.stopSteps);
    await this.starting?.catch(() => undefined);
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.signal(signal);
  }

  /** Ends it at once, as `kill -9` does. */
  kill(): void {
    this.signal('SIGKILL');
  }

  private async startOnce(): Promise<void> {
    this.stopping = new AbortController();
    const deadline = Date.now() + this.serverOptions.startTimeoutMs;
    await this.prepare(this.stopping.signal);
    this.stopping.signal.throwIfAborted();
    const fixedPort = this.chosenPort !== undefined;
    const portDeadline = Date.now() + PORT_WAIT_MS;
    for (;;) {
      await this.endLeftovers();
      this.chosenPort ??= await freePort();
      const obstacle = await this.attempt(this.chosenPort, deadline);
      if (obstacle === undefined) return;
      if (Date.now() > (obstacle === 'port taken' ? portDeadline : deadline)) throw this.failure(obstacle);
      if (obstacle === 'port taken' && !fixedPort) this.chosenPort = undefined;
      await sleep(RETRY_MS);
    }
  }

  private async attempt(port: number, deadline: number): Promise<Obstacle | undefined> {
    const child = new ChildServer(this.command(port), this.serverOptions.logFile);
    this.child = child;
    while (!child.exit) {
      if (await this.isReady(child.pid, port)) {
        child.onExit((exit) => this.exitListeners.forEach((listener) => listener(exit)));
        return undefined;
      }
      if (Date.now() > deadline || this.stopping.signal.aborted) {
        await child.end([['SIGKILL', RETRY_MS * 10]]);
        this.stopping.signal.throwIfAborted();
        throw this.failure('not ready in time');
      }
      await sleep(POLL_MS);
    }
    const obstacle = this.obstacleIn(child.output);
    if (obstacle) return obstacle;
    throw this.failure(`ended with ${child.exit.signal ?? `code ${child.exit.code}`}`);
  }

  private failure(why: string): Error {
    const { title, logFile } = this.serverOptions;
    return new Error(`${title} did not start (${why}), see ${logFile}\n${this.child?.output ?? ''}`.trim());
  }
}
