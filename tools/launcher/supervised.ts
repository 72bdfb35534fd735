import { messageOf } from '@windrose/platform';
import type { ServerExit } from '@windrose/servers';
import type { Program } from './program';

export interface SupervisedOptions {
  /** Called when there is a new process, with its pid. */
  readonly started: (pid: number) => void;
  readonly say: (line: string) => void;
  /** Milliseconds before the first restart, doubled with each further one. Default 100. */
  readonly firstDelayMs?: number;
  /** Default 2,000. */
  readonly longestDelayMs?: number;
  /** A run of this many milliseconds makes the next delay the first again. Default 5,000. */
  readonly healthyMs?: number;
  /** The least delay after an end that was not a crash or a kill -9. Default 500. */
  readonly restMs?: number;
}

const STOP_SIGNALS = new Set<NodeJS.Signals>(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']);

/** A program that is started again whenever its process ends, for ever, until it is stopped. */
export class Supervised {
  /** Ends in a row without a healthy run between. */
  failures = 0;
  /** Those among them that were its own doing. That somebody else killed it says nothing about the program. */
  crashes = 0;
  private stopping = false;
  private startedAt = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly name: string,
    readonly program: Program,
    private readonly options: SupervisedOptions,
  ) {
    program.onExit((exit) => this.ended(exit));
  }

  /** The first start: its failure is the caller's to handle. */
  async start(): Promise<void> {
    if (this.stopping) throw new Error(`${this.name} is not started: everything stops`);
    this.startedAt = Date.now();
    await this.program.start();
    if (this.program.pid !== undefined) this.options.started(this.program.pid);
  }

  /** Nothing is restarted from this moment on. */
  async stop(): Promise<void> {
    this.prepareToStop();
    await this.program.stop();
  }

  /** An end is now part of stopping, whoever caused it. */
  prepareToStop(): void {
    this.stopping = true;
    clearTimeout(this.timer);
  }

  private ended(exit: ServerExit): void {
    if (this.stopping) return;
    const { healthyMs = 5_000, restMs = 500 } = this.options;
    if (Date.now() - this.startedAt >= healthyMs) this.failures = this.crashes = 0;
    // Whoever stops everything may signal the children before the launcher, which must not start them anew meanwhile.
    const wasStopped = exit.signal === null || STOP_SIGNALS.has(exit.signal);
    if (exit.signal !== 'SIGKILL' && exit.code !== 0) this.crashes += 1;
    this.startAgain(`ended (${exit.signal ?? `code ${exit.code}`})`, wasStopped ? restMs : 0);
  }

  private startAgain(why: string, leastDelayMs: number): void {
    const { firstDelayMs = 100, longestDelayMs = 2_000, say } = this.options;
    const delay = Math.max(Math.min(firstDelayMs * 2 ** this.failures, longestDelayMs), leastDelayMs);
    this.failures += 1;
    say(`${this.name} ${why}, starting it again in ${delay} ms`);
    this.timer = setTimeout(() => {
      this.start().catch((error: unknown) => {
        this.crashes += 1;
        if (!this.stopping) this.startAgain(`did not start: ${messageOf(error)}`, 0);
      });
    }, delay);
  }
}
