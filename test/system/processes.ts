import { sendSignal } from '@windrose/servers';
import { eventually, familyOf, type SystemStart } from '@windrose/testing';

const BACK_MS = 120_000;

/** Stops a process (SIGSTOP) while `during` runs, PostgreSQL with all of its backends: nothing of it answers. */
export async function paused<T>(start: SystemStart, name: string, during: () => Promise<T>): Promise<T> {
  const { pid } = start.run.processes[name]!;
  const pids = name === 'postgres' ? familyOf([pid]) : [pid];
  for (const one of pids) sendSignal(one, 'SIGSTOP');
  try {
    return await during();
  } finally {
    for (const one of pids) sendSignal(one, 'SIGCONT');
  }
}

/** Ends a process by SIGTERM and waits until the launcher has another one ready in its place. */
export async function restarted(start: SystemStart, name: string): Promise<void> {
  const { pid } = start.run.processes[name]!;
  process.kill(pid, 'SIGTERM');
  await eventually(() => expect(start.run.processes[name]!.pid).not.toBe(pid), { timeoutMs: BACK_MS, intervalMs: 50 });
  await untilReady(start, [name]);
}

/** Waits until these processes say that they can do their work. */
export function untilReady(start: SystemStart, names: readonly string[]): Promise<void> {
  return readinessIs(start, names, 200);
}

/** Waits until these processes live, and say that they can't do their work. */
export function untilNotReady(start: SystemStart, names: readonly string[]): Promise<void> {
  return readinessIs(start, names, 503);
}

async function readinessIs(start: SystemStart, names: readonly string[], status: number): Promise<void> {
  await eventually(
    async () => {
      for (const name of names) {
        const { adminUrl } = start.run.processes[name]!;
        expect([name, (await fetch(`${adminUrl}/livez`)).status]).toEqual([name, 200]);
        expect([name, (await fetch(`${adminUrl}/readyz`)).status]).toEqual([name, status]);
      }
    },
    { timeoutMs: BACK_MS, intervalMs: 100 },
  );
}
