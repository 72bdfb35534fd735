import { ChildServer, type ServerExit, type StopSteps } from '@windrose/servers';
import type { Env } from '@windrose/platform';
import type { Program } from './program';

export interface NodeProgramOptions {
  /** The compiled entry file. */
  readonly main: string;
  /** Arguments, only for whoever looks at the process table. */
  readonly args: readonly string[];
  readonly env: Env;
  readonly logFile: string;
  readonly stopSteps: StopSteps;
}

/** A Node program of ours as a child process. It stops by itself when this process has gone: its IPC channel ends. */
export class NodeProgram implements Program {
  private child: ChildServer | undefined;
  private readonly exitListeners: ((exit: ServerExit) => void)[] = [];

  constructor(private readonly options: NodeProgramOptions) {}

  get pid(): number | undefined {
    return this.child?.exit ? undefined : this.child?.pid;
  }

  get output(): string {
    return this.child?.output ?? '';
  }

  onExit(listener: (exit: ServerExit) => void): void {
    this.exitListeners.push(listener);
  }

  /** Resolves as soon as the process is there; whether it is ready, it says itself. */
  start(): Promise<void> {
    const { main, args, env, logFile } = this.options;
    const child = new ChildServer({ command: process.execPath, args: [main, ...args], env, ipc: true }, logFile);
    this.child = child;
    if (child.pid === undefined) return Promise.reject(new Error(`${main} could not be started`));
    child.onExit((exit) => this.exitListeners.forEach((listener) => listener(exit)));
    return Promise.resolve();
  }

  kill(): void {
    this.child?.signal('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.child?.end(this.options.stopSteps);
  }
}
