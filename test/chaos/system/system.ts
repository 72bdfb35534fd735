import { endProcesses, freePort, isPortFree, sendSignal } from '@windrose/servers';
import { appendFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Launcher, type Settings } from './launcher';
import { pidOf, processesOfHome, signalProcess } from './processes';
import { Proxies, type Place } from './proxies';
import { readRunFile, type RunFile } from './run-file';

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
  private launcher: Launcher | undefined;
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
    const { home, port, instances, settings } = this.options;
    const where = { WINDROSE_HOME: home, PORT: String(port), INSTANCES: String(instances) };
    this.launcher = new Launcher({ ...settings, ...this.proxySettings, ...where }, (text) => {
      this.output += text;
      appendFileSync(join(home, 'launcher.log'), text);
    });
    await this.launcher.ready();
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

  /** kill -9 of the launcher alone. */
  async killLauncher(): Promise<void> {
    await this.launcher?.kill();
  }

  /** @returns the pid; undefined when the process doesn't run right now */
  signal(name: string, signal: NodeJS.Signals): number | undefined {
    return signalProcess(this.home, name, signal);
  }

  pid(name: string): number | undefined {
    return pidOf(this.home, name);
  }

  async stop(): Promise<void> {
    await this.launcher?.stop();
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

/** PORT, GRPC_PORT next to it, further edges ten apart, and the processes' own ports a hundred further on. */
export async function portWithRoomAbove(instances: number): Promise<number> {
  for (;;) {
    const port = await freePort();
    const edges = Array.from({ length: instances + 1 }, (_, n) => [10 * n, 10 * n + 1]).flat();
    const admin = Array.from({ length: 7 * instances + 2 }, (_, n) => 100 + n);
    const free = await Promise.all([...edges, ...admin].map((offset) => isPortFree(port + offset)));
    if (free.every(Boolean)) return port;
  }
}
