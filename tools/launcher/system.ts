import { Supervised } from './supervised';
import type { Program } from './program';

/** In the order of the stop: who asks before who answers, and the servers that all of them need last. */
const STAGES = ['edge', 'apps', 'provider', 'broker', 'database'] as const;

export type Stage = (typeof STAGES)[number];

/** When a stop takes this long in all, what is left is killed. */
const STOP_MS = 18_000;

/** All processes of one start, supervised until they are stopped together. */
export class System {
  private readonly members: { readonly stage: Stage; readonly process: Supervised }[] = [];
  private stopping: Promise<void> | undefined;

  constructor(
    private readonly say: (line: string) => void,
    /** Called whenever a process is new, with its name and pid. */
    private readonly started: (name: string, pid: number) => void,
  ) {}

  /** Starts a program and keeps it running. Resolves when its start has. */
  async start(stage: Stage, name: string, program: Program): Promise<Supervised> {
    const process = new Supervised(name, program, { say: this.say, started: (pid) => this.started(name, pid) });
    this.members.push({ stage, process });
    if (this.stopping) process.prepareToStop();
    await process.start();
    return process;
  }

  /** Stops everything in order. Calling it again waits for the same stop. */
  stop(): Promise<void> {
    this.stopping ??= this.stopInOrder();
    return this.stopping;
  }

  private async stopInOrder(): Promise<void> {
    for (const { process } of this.members) process.prepareToStop();
    const last = setTimeout(() => this.killAll(), STOP_MS);
    for (const stage of STAGES) {
      const together = this.members.filter((member) => member.stage === stage);
      const results = await Promise.allSettled(together.map(({ process }) => process.stop()));
      for (const result of results)
        if (result.status === 'rejected') this.say(`a stop failed: ${String(result.reason)}`);
    }
    clearTimeout(last);
  }

  private killAll(): void {
    for (const { process } of this.members) {
      if (process.program.pid === undefined) continue;
      this.say(`${process.name} takes too long to stop and is killed`);
      process.program.kill();
    }
  }
}
