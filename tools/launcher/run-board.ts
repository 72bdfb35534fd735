import { removeRunFile, writeRunFile, type RunInfo, type RunningProcess } from './run-file';

/** Where a process can be reached, known before it runs. */
export type Addresses = Omit<RunningProcess, 'pid'>;

/** Keeps run.json true: written whenever a process is new, as soon as it is known where everything is. */
export class RunBoard {
  private readonly processes: Record<string, RunningProcess> = {};
  private readonly addresses = new Map<string, Addresses>();
  private info: Omit<RunInfo, 'processes'> | undefined;

  constructor(private readonly home: string) {}

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
    removeRunFile(this.home);
  }

  private write(): void {
    if (this.info) writeRunFile(this.home, { ...this.info, processes: this.processes });
  }
}
