import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, isRunning } from '@windrose/servers';
import { eventually, temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';
import { watchLiveness } from './liveness';
import { NodeProgram } from './node-program';
import { Supervised } from './supervised';

/** Answers `/livez` with whatever it was told to; `/hang` keeps its event loop busy for ever. */
const PROGRAM = `
require('node:http').createServer((request, response) => {
  if (request.url === '/hang') for (;;);
  response.writeHead(503).end('not well, but alive');
}).listen(Number(process.argv[2]), '127.0.0.1');
`;

describe('watching that a process lives', () => {
  let directory: TemporaryDirectory;
  let supervised: Supervised;
  let pids: number[];
  let lines: string[];
  let stop: AbortController;
  let url: string;

  beforeEach(async () => {
    directory = temporaryDirectory();
    pids = [];
    lines = [];
    stop = new AbortController();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const main = join(directory.path, 'program.js');
    writeFileSync(main, PROGRAM);
    const program = new NodeProgram({
      main,
      args: [String(port)],
      env: { PATH: process.env.PATH },
      logFile: join(directory.path, 'program.log'),
      stopSteps: [['SIGKILL', 2_000]],
    });
    supervised = new Supervised('program', program, { started: (pid) => pids.push(pid), say: () => undefined });
    await supervised.start();
    await answers();
  });

  afterEach(async () => {
    stop.abort();
    await supervised.stop();
    directory.remove();
  });

  async function answers(): Promise<void> {
    await eventually(async () => expect((await fetch(`${url}/livez`)).status).toBe(503));
  }

  function watch(mostSilent: number): void {
    const say = (line: string): void => void lines.push(line);
    void watchLiveness(supervised, url, stop.signal, { everyMs: 50, mostSilent, say });
  }

  it('kills one that hangs, so that it is started again', async () => {
    watch(4);
    fetch(`${url}/hang`).catch(() => undefined);
    await eventually(() => expect(pids).toHaveLength(2));
    expect(lines).toEqual(['program has not answered for 0.2 s and is killed']);
    await answers();
  });

  it('leaves one alone that closes each connection before it has answered', async () => {
    const rude = createServer((socket) => socket.destroy());
    let asked = 0;
    rude.on('connection', () => (asked += 1));
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(rude.address() as AddressInfo).port}`;
    try {
      watch(3);
      await eventually(() => expect(asked).toBeGreaterThan(8));
      expect(lines).toEqual([]);
    } finally {
      stop.abort();
      rude.close();
    }
  });

  it('leaves one alone that was paused for less, and that answers that it is not well', async () => {
    watch(40);
    process.kill(pids[0]!, 'SIGSTOP');
    await sleep(500);
    process.kill(pids[0]!, 'SIGCONT');
    await answers();
    await sleep(500);
    expect(isRunning(pids[0]!)).toBe(true);
    expect(lines).toEqual([]);
  });
});
