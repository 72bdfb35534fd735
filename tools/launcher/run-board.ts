import { messageOf } from '@windrose/platform';
import { removeRunFile, writeRunFile, type RunInfo, type RunningProcess } from './run-file';

/** Where a process can be reached, known before it runs. */
export type Addresses = Omit<RunningProcess, 'pid'>;

/** Milliseconds until the next try, when the file could not be written. */
const RETRY_MS = 1_000;

/** Keeps run.json true: written whenever a process is new, as soon as it is known where everything is. */
export class RunBoard {
  private readonly processes: Record<string, RunningProcess> = {};
  private readonly addresses = new Map<string, Addresses>();
  private info: Omit<RunInfo, 'processes'> | undefined;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly home: string,
    private readonly say: (line: string) => void,
  ) {}

  /** To be called before the process is started. */
  announce(name: string, addresses: Addresses): void {
    this.addresses.set(name, addresses);
  }

  /** A process that is being restarted keeps its entry until it is replaced here. */
  started(name: string, pid: number): void {
    this.processes[name] = { pid, ...(this.addresses.get(name) ?? { adminUrl: null }) };
    this.write();
  }

  publish(info: Omit<RunInfo, 'processes'>): void {
    this.info = info;
    this.write();
  }

  /** After this nothing is written any more. */
  remove(): void {
    this.info = undefined;
    clearTimeout(this.retry);
    removeRunFile(this.home);
  }

  /** A disk that is full must not look like a process that does not start. */
  private write(): void {
    clearTimeout(this.retry);
    if (this.info === undefined) return;
    try {
      writeRunFile(this.home, { ...this.info, processes: this.processes });
    } catch (error) {
      this.say(`run.json can't be written, trying again: ${messageOf(error)}`);
      this.retry = setTimeout(() => this.write(), RETRY_MS);
    }
  }
}
