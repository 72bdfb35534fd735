import { ServiceBusy } from '@windrose/platform';
import { Gate } from './gate';

function task(): { run: () => Promise<void>; finish: () => void; started: boolean } {
  const handle = { started: false, finish: () => {}, run: () => Promise.resolve() };
  const done = new Promise<void>((resolve) => (handle.finish = resolve));
  handle.run = () => {
    handle.started = true;
    return done;
  };
  return handle;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const gateFor = (maxRunning: number, max: number): Gate =>
  new Gate({ name: 'orders', maxRunning, max, patienceMs: 60_000, standingMs: 1_000 });

describe('Gate', () => {
  it('lets so many run and the others wait for their turn, in order', async () => {
    const gate = gateFor(2, 10);
    const tasks = [task(), task(), task(), task()];
    const runs = tasks.map(({ run }) => gate.run(run));
    await turn();
    expect(tasks.map(({ started }) => started)).toEqual([true, true, false, false]);
    tasks[1]!.finish();
    await turn();
    expect(tasks.map(({ started }) => started)).toEqual([true, true, true, false]);
    for (const { finish } of tasks) finish();
    await Promise.all(runs);
    expect(tasks[3]!.started).toBe(true);
  });

  it('turns away who finds it full, and does not begin with it', async () => {
    const gate = gateFor(1, 1);
    const tasks = [task(), task(), task()];
    const runs = [gate.run(tasks[0]!.run), gate.run(tasks[1]!.run)];
    await expect(gate.run(tasks[2]!.run)).rejects.toBeInstanceOf(ServiceBusy);
    for (const { finish } of tasks) finish();
    await Promise.all(runs);
    expect(tasks.map(({ started }) => started)).toEqual([true, true, false]);
  });

  it('is idle when nothing runs any more, a task that failed included', async () => {
    const gate = gateFor(1, 10);
    await gate.idle();
    const first = task();
    const runs = [gate.run(first.run), gate.run(() => Promise.reject(new Error('no'))).catch(() => undefined)];
    let idle = false;
    const waiting = gate.idle().then(() => (idle = true));
    await turn();
    expect(idle).toBe(false);
    first.finish();
    await waiting;
    await Promise.all(runs);
  });
});
