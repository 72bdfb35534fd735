import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endProcesses, isRunning, processesWithArgument } from './process-table';

describe('the process table', () => {
  it('finds processes by a whole argument and ends even one that ignores the first signal', async () => {
    const mark = `windrose-test-${process.pid}-${Date.now()}`;
    const child = spawn(process.execPath, [
      '-e',
      "process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)",
      mark,
    ]);
    const exit = once(child, 'exit');
    await once(child.stdout, 'data');
    expect(processesWithArgument(mark.slice(0, -1))).toEqual([]);
    expect(processesWithArgument(mark)).toEqual([child.pid]);
    expect(await endProcesses(() => processesWithArgument(mark), [['SIGTERM', 100]])).toBe(false);
    expect(
      await endProcesses(
        () => processesWithArgument(mark),
        [
          ['SIGTERM', 100],
          ['SIGKILL', 5_000],
        ],
      ),
    ).toBe(true);
    await exit;
    expect(isRunning(child.pid ?? 0)).toBe(false);
  });
});
