import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endProcesses, isRunning, parentOf, processesWithArgument, startTimeOf } from './process-table';

describe('the process table', () => {
  it('knows this process, its parent and since when it runs', () => {
    expect(isRunning(process.pid)).toBe(true);
    expect(parentOf(process.pid)).toBe(process.ppid);
    expect(startTimeOf(process.pid)).toMatch(/\d/);
    expect(startTimeOf(process.pid)).toBe(startTimeOf(process.pid));
  });

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
