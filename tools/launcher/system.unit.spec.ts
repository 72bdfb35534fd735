import type { Program } from './program';
import { System } from './system';

/** A program whose process is only a number; what happens to it is written down. */
class Recorded implements Program {
  readonly output = '';
  pid: number | undefined;

  constructor(
    private readonly name: string,
    private readonly events: string[],
    private readonly stopMs = 0,
  ) {}

  start(): Promise<void> {
    this.pid = 1;
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.events.push(`${this.name} is told to stop`);
    await new Promise((resolve) => setTimeout(resolve, this.stopMs));
    if (this.pid !== undefined) this.events.push(`${this.name} has stopped`);
    this.pid = undefined;
  }

  kill(): void {
    this.events.push(`${this.name} is killed`);
    this.pid = undefined;
  }

  onExit(): void {
    // never ends by itself
  }
}

describe('System', () => {
  const events: string[] = [];
  const program = (name: string, stopMs?: number): Recorded => new Recorded(name, events, stopMs);
  let system: System;

  beforeEach(() => {
    events.length = 0;
    system = new System(
      () => undefined,
      () => undefined,
    );
  });

  it('stops the edge first, then the apps together, then what all of them need', async () => {
    await system.start('database', 'postgres', program('postgres'));
    await system.start('broker', 'nats', program('nats'));
    await system.start('provider', 'provider', program('provider'));
    await system.start('apps', 'orders', program('orders', 20));
    await system.start('apps', 'inventory', program('inventory'));
    await system.start('edge', 'edge', program('edge', 10));
    await Promise.all([system.stop(), system.stop()]);
    expect(events).toEqual([
      'edge is told to stop',
      'edge has stopped',
      'orders is told to stop',
      'inventory is told to stop',
      'inventory has stopped',
      'orders has stopped',
      'provider is told to stop',
      'provider has stopped',
      'nats is told to stop',
      'nats has stopped',
      'postgres is told to stop',
      'postgres has stopped',
    ]);
  });

  it('starts nothing any more once it stops', async () => {
    await system.stop();
    await expect(system.start('apps', 'orders', program('orders'))).rejects.toThrow('everything stops');
  });

  it('kills what is left when the stop takes too long in all', async () => {
    jest.useFakeTimers();
    try {
      await system.start('edge', 'edge', program('edge', 60_000));
      await system.start('database', 'postgres', program('postgres'));
      const stop = system.stop();
      await jest.advanceTimersByTimeAsync(18_000);
      expect(events).toEqual(['edge is told to stop', 'edge is killed', 'postgres is killed']);
      await jest.advanceTimersByTimeAsync(60_000);
      await stop;
    } finally {
      jest.useRealTimers();
    }
  });
});
