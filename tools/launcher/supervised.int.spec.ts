import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning } from '@windrose/servers';
import { eventually, temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';
import { NodeProgram } from './node-program';
import { Supervised } from './supervised';

let directory: TemporaryDirectory;
let lines: string[];
let pids: number[];
let supervised: Supervised | undefined;

/** Supervises a program whose source is this, with delays short enough for a test. */
function supervise(source: string, delays: { healthyMs?: number; restMs?: number } = {}): Supervised {
  const main = join(directory.path, 'program.js');
  writeFileSync(main, source);
  const program = new NodeProgram({
    main,
    args: [],
    env: { PATH: process.env.PATH },
    logFile: join(directory.path, 'program.log'),
    stopSteps: [
      ['SIGTERM', 300],
      ['SIGKILL', 2_000],
    ],
  });
  supervised = new Supervised('program', program, {
    started: (pid) => pids.push(pid),
    say: (line) => lines.push(line),
    firstDelayMs: 10,
    longestDelayMs: 40,
    restMs: 0,
    ...delays,
  });
  return supervised;
}

const RUNS = 'setInterval(() => {}, 1000);';
const IGNORES_SIGTERM = `process.on('SIGTERM', () => {}); console.log('up'); ${RUNS}`;

describe('Supervised', () => {
  beforeEach(() => {
    directory = temporaryDirectory();
    lines = [];
    pids = [];
  });

  afterEach(async () => {
    await supervised?.stop();
    directory.remove();
  });

  it('starts a process that was killed again, and says so', async () => {
    const process_ = supervise(RUNS);
    await process_.start();
    process.kill(pids[0]!, 'SIGKILL');
    await eventually(() => expect(pids).toHaveLength(2));
    expect(isRunning(pids[1]!)).toBe(true);
    expect(lines).toEqual(['program ended (SIGKILL), starting it again in 10 ms']);
  });

  it('waits longer from failure to failure, up to a bound', async () => {
    await supervise('process.exit(3)').start();
    await eventually(() => expect(lines.length).toBeGreaterThanOrEqual(4));
    expect(lines.slice(0, 4)).toEqual(
      [10, 20, 40, 40].map((delay) => `program ended (code 3), starting it again in ${delay} ms`),
    );
    expect(supervised?.failures).toBeGreaterThanOrEqual(4);
  });

  it('tells its crashes from what others did to it', async () => {
    const killed = supervise(RUNS);
    await killed.start();
    for (const times of [1, 2]) {
      process.kill(pids.at(-1)!, 'SIGKILL');
      await eventually(() => expect(pids).toHaveLength(times + 1));
    }
    expect(killed).toMatchObject({ failures: 2, crashes: 0 });
    await killed.stop();
    const crashing = supervise('process.exit(3)');
    await crashing.start();
    await eventually(() => expect(crashing.crashes).toBeGreaterThanOrEqual(3));
  });

  it('stops a process that somebody has paused without waiting until it is time for force', async () => {
    const paused = supervise(
      `process.on('SIGTERM', () => { console.log('stopped in order'); process.exit(); }); console.log('up'); ${RUNS}`,
    );
    await paused.start();
    await eventually(() => expect(paused.program.output).toBe('up'));
    process.kill(pids[0]!, 'SIGSTOP');
    await paused.stop();
    expect(paused.program.output).toContain('stopped in order');
  });

  it('begins with the short delay again after a healthy run', async () => {
    await supervise('process.exit(3)', { healthyMs: 0 }).start();
    await eventually(() => expect(lines.length).toBeGreaterThanOrEqual(3));
    expect(new Set(lines)).toEqual(new Set(['program ended (code 3), starting it again in 10 ms']));
  });

  it('rests longer after an end that was no kill -9: it may be the first sign that everything is to stop', async () => {
    await supervise('process.exit(0)', { restMs: 60_000 }).start();
    await eventually(() => expect(lines).toEqual(['program ended (code 0), starting it again in 60000 ms']));
    await supervised?.stop();
    expect(pids).toHaveLength(1);
  });

  it('starts nothing after a stop, and kills what does not stop by itself', async () => {
    const stubborn = supervise(IGNORES_SIGTERM);
    await stubborn.start();
    await eventually(() => expect(stubborn.program.output).toBe('up'));
    await stubborn.stop();
    expect(isRunning(pids[0]!)).toBe(false);
    expect(lines).toEqual([]);
    await expect(stubborn.start()).rejects.toThrow('everything stops');
  });
});
