import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, closeSync, constants } from 'node:fs';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { logSince, openLogFile, sizeOf } from './log-file';

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
  /** Default: what a server needs of this process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * An IPC channel: a Node program notices by its end that this process has gone, and stops in good order. A program
   * without one gets a SIGINT from the kernel then (Linux).
   */
  readonly ipc?: boolean;
  /** Options of setpriv(1), for a command that needs other privileges than a plain uid and gid. */
  readonly setpriv?: readonly string[];
}

export interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * One run of a server as a child process: its own session, so that a signal to the launcher's group
 * doesn't reach it, its output in a log file, and an end by SIGINT when this process dies before it.
 */
export class ChildServer {
  private readonly child: ChildProcess;
  private readonly logOffset: number;
  private ended: ServerExit | undefined;

  constructor(
    server: ServerCommand,
    private readonly logFile: string,
  ) {
    const log = openLogFile(logFile);
    this.logOffset = sizeOf(logFile);
    const { command, args } = endingWithParent(server);
    try {
      this.child = spawn(command, args, {
        stdio: server.ipc ? ['ignore', log, log, 'ipc'] : ['ignore', log, log],
        detached: true,
        uid: server.uid,
        gid: server.gid,
        env: server.env ?? { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
      });
    } finally {
      closeSync(log);
    }
    this.child.on('error', () => {
      if (this.child.pid === undefined) this.ended ??= { code: null, signal: null }; // could not be started at all
    });
    this.child.once('exit', (code, signal) => {
      this.ended = { code, signal };
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** How it ended, or undefined while it runs. */
  get exit(): ServerExit | undefined {
    return this.ended;
  }

  /** The end of what this run wrote to its log. */
  get output(): string {
    return logSince(this.logFile, this.logOffset);
  }

  /** Calls the listener once, at once if it has ended already. */
  onExit(listener: (exit: ServerExit) => void): void {
    if (this.ended) listener(this.ended);
    else this.child.once('exit', (code, signal) => listener({ code, signal }));
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /**
   * Sends the signals one after the other, each with the milliseconds to wait for the end. A process that somebody has
   * paused is let go on: it couldn't act on them.
   */
  async end(steps: readonly (readonly [NodeJS.Signals, number])[]): Promise<void> {
    for (const [signal, waitMs] of steps) {
      if (this.ended) return;
      this.signal(signal);
      this.signal('SIGCONT');
      await this.ending(waitMs);
    }
  }

  /** Waits for the end, at most so long. */
  async ending(waitMs: number): Promise<void> {
    if (this.ended) return;
    await once(this.child, 'exit', { signal: AbortSignal.timeout(waitMs) }).catch(() => undefined);
  }
}

/**
 * `setpriv --pdeathsig` asks the kernel to signal the server when its parent has died, kill -9 included.
 * It must be the same call that changes the privileges: a change of credentials forgets the request.
 */
function endingWithParent({ command, args, ipc, setpriv }: ServerCommand): { command: string; args: string[] } {
  const tool = process.platform === 'linux' && !ipc ? executableOnPath('setpriv') : undefined;
  if (tool === undefined) return { command, args: [...args] };
  return { command: tool, args: [...(setpriv ?? []), '--pdeathsig', 'INT', '--', command, ...args] };
}

/** The full path of a program, looked up as a shell would. */
export function executableOnPath(name: string, path = process.env.PATH ?? ''): string | undefined {
  const candidates = path
    .split(delimiter)
    .filter(Boolean)
    .map((directory) => join(directory, name));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
