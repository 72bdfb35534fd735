import type { ServerExit } from '@windrose/servers';

/** Something that runs as one child process at a time and can be started again after its end. */
export interface Program {
  readonly pid: number | undefined;
  /** The end of what its last run wrote to its log. */
  readonly output: string;
  start(): Promise<void>;
  /** Resolves when its process has gone, by force if need be. */
  stop(): Promise<void>;
  /** Ends its process at once. */
  kill(): void;
  /** Told about every end of a process that `start` resolved for. */
  onExit(listener: (exit: ServerExit) => void): void;
}
