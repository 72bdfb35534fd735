import { endProcesses, sendSignal } from '@windrose/servers';
import { eventually, readRunFile, SystemStart, type RunFile, type Settings } from '@windrose/testing';
import { appendFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pidOf, processesOfHome, signalProcess } from './processes';
import { Proxies, type Place } from './proxies';

/** Milliseconds that a start may take on a machine that is busy with everything else. */
const START_MS = 420_000;
/** CONTRACT section 1: a stop takes 20 s at most. */
const STOP_MS = 20_000;

export interface SystemOptions {
  readonly home: string;
  /** The first edge's port. */
  readonly port: number;
  /** Of each service. */
  readonly instances: number;
  /** Beside those that say where it runs. */
  readonly settings?: Settings;
}

/** The whole of Windrose, started as its users start it, with proxies between the services and their servers. */
export class System {
  readonly home: string;
  /** What all launchers so far have said. */
  output = '';
  private launcher: SystemStart | undefined;
  private proxied: Proxies | undefined;
  private proxySettings: Settings = {};

  constructor(private readonly options: SystemOptions) {
    this.home = options.home;
  }

  get run(): RunFile {
    return readRunFile(this.home);
  }

  get proxies(): Proxies {
    if (this.proxied === undefined) throw new Error('there are no proxies yet');
    return this.proxied;
  }

  /** Starts it and waits until it is ready. */
  async start(): Promise<void> {
    const { home, port, instances } = this.options;
    const settings = { ...this.options.settings, ...this.proxySettings, INSTANCES: String(instances) };
    const onOutput = (text: string): void => {
      this.output += text;
      appendFileSync(join(home, 'launcher.log'), text);
    };
    this.launcher = new SystemStart({ home, port, settings, onOutput });
    await this.launcher.ready(START_MS);
  }

  /**
   * Puts proxies between the services and their servers. Which accounts the services use there is the launcher's secret
   * until they run, so it is stopped and started once more, on an empty broker: its streams are declared through the proxies.
   */
  async startBehindProxies(places: readonly Place[]): Promise<void> {
    const { run } = this;
    this.proxied = await Proxies.listen(this.home, run, places);
    this.proxySettings = this.proxied.settings(run);
    await this.stop();
    for (const { directory } of run.natsNodes) await rm(directory, { recursive: true, force: true });
    await this.start();
  }

  /** kill -9 of the launcher alone: its children see for themselves. */
  async killLauncher(): Promise<void> {
    this.launcher?.root.kill('SIGKILL');
    await this.launcher?.ended;
  }

  /**
   * Resolves when `run.json` names the process, which it doesn't while a killed launcher is being started again: a fault
   * that goes on through that waits. @throws Error when it takes longer than a start may
   */
  async untilListed(name: string): Promise<void> {
    const isListed = (): void => {
      if (this.run.processes[name] === undefined) throw new Error(`run.json doesn't name ${name}`);
    };
    await eventually(isListed, { timeoutMs: START_MS, intervalMs: 100 });
  }

  /** @returns the pid; undefined when the process doesn't run right now */
  signal(name: string, signal: NodeJS.Signals): number | undefined {
    return signalProcess(this.home, name, signal);
  }

  pid(name: string): number | undefined {
    return pidOf(this.home, name);
  }

  /** In order. @throws when that takes longer than it may */
  async stop(): Promise<void> {
    const ms = (await this.launcher?.stop()) ?? 0;
    if (ms > STOP_MS) throw new Error(`stopping took ${ms} ms`);
  }

  /** Ends whatever is left, by force where it has to be. */
  async end(): Promise<void> {
    await this.stop().catch(() => undefined);
    const left = (): number[] => processesOfHome(this.home);
    // A process that was paused can't end before it goes on.
    for (const pid of left()) sendSignal(pid, 'SIGCONT');
    await endProcesses(left, [
      ['SIGTERM', 5_000],
      ['SIGKILL', 2_000],
    ]);
    await this.proxied?.close();
  }
}
