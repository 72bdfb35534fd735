import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@windrose/servers';

/** What `run.json` says of a running system. */
export interface RunFile {
  readonly launcher: number;
  readonly edge: string;
  readonly natsUrl: string;
  readonly databaseUrl: string;
  readonly processes: Readonly<Record<string, { readonly pid: number; readonly adminUrl?: string }>>;
}

/** The whole of Windrose, started as its users start it, in a home of its own. */
export class System {
  private constructor(
    private readonly launcher: ChildProcess,
    private readonly home: string,
    readonly run: RunFile,
    /** Seconds from the start of the launcher to its "ready" line. */
    readonly secondsToReady: number,
  ) {}

  static async start(environment: Readonly<Record<string, string>> = {}): Promise<System> {
    const home = await mkdtemp(join(tmpdir(), 'windrose-bench-'));
    return System.startIn(home, environment);
  }

  /** Starts on what an earlier start left in the home. */
  static async startIn(home: string, environment: Readonly<Record<string, string>> = {}): Promise<System> {
    const port = await freePort();
    const began = Date.now();
    const launcher = spawn(process.execPath, ['tools/start.mjs'], {
      env: { ...process.env, LOG_LEVEL: 'warn', ...environment, WINDROSE_HOME: home, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await untilReady(launcher);
    const seconds = (Date.now() - began) / 1_000;
    const run = JSON.parse(await readFile(join(home, 'run.json'), 'utf8')) as RunFile;
    return new System(launcher, home, run, seconds);
  }

  /** Stops everything and leaves the home as it is. */
  async stop(): Promise<string> {
    if (this.launcher.exitCode === null) {
      this.launcher.kill('SIGTERM');
      await once(this.launcher, 'exit');
    }
    return this.home;
  }

  async remove(): Promise<void> {
    await rm(await this.stop(), { recursive: true, force: true });
  }
}

async function untilReady(launcher: ChildProcess): Promise<void> {
  let output = '';
  await new Promise<void>((resolve, reject) => {
    launcher.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('windrose is ready:')) resolve();
    });
    launcher.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
  });
}
