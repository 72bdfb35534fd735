import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';
import type { Host } from '../launcher/host';

const { claim } = jest.requireActual<Pick<Host, 'claim'>>('./claim.mjs');

/** Claims the file of its first argument, says what it got, and lives until its input ends. */
const CLAIMANT = `
  const { claim } = await import(process.argv[1]);
  const { holder } = claim(process.argv[2]);
  console.log(holder ?? 'mine');
  process.stdin.resume();
`;

let directory: TemporaryDirectory;
let path: string;

interface Claimant {
  readonly pid: number;
  readonly got: string;
  end(signal: NodeJS.Signals): Promise<void>;
}

async function claimant(): Promise<Claimant> {
  const module_ = join(__dirname, 'claim.mjs');
  const child = spawn(process.execPath, ['--input-type=module', '-e', CLAIMANT, module_, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [got] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    pid: child.pid!,
    got: got.toString().trim(),
    end: async (signal) => {
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}

describe('claim', () => {
  beforeEach(() => {
    directory = temporaryDirectory();
    path = join(directory.path, 'below', 'claimed');
  });

  afterEach(() => directory.remove());

  it('gives a file to one of many that ask at once', async () => {
    const all = await Promise.all(Array.from({ length: 6 }, claimant));
    try {
      const winners = all.filter(({ got }) => got === 'mine');
      expect(winners).toHaveLength(1);
      const losers = all.filter(({ got }) => got !== 'mine');
      expect(new Set(losers.map(({ got }) => got))).toEqual(new Set([String(winners[0]?.pid)]));
    } finally {
      await Promise.all(all.map((each) => each.end('SIGTERM')));
    }
  });

  it('counts the claim of a killed process for nothing, also when many find it at once', async () => {
    const first = await claimant();
    expect(claim(path)).toEqual({ holder: first.pid });
    await first.end('SIGKILL');
    const heirs = await Promise.all(Array.from({ length: 6 }, claimant));
    try {
      expect(heirs.filter(({ got }) => got === 'mine')).toHaveLength(1);
    } finally {
      await Promise.all(heirs.map((each) => each.end('SIGTERM')));
    }
  });

  it('does not take a process that has the same pid by now for the holder', () => {
    writeFileSync(join(directory.path, 'claimed'), JSON.stringify({ pid: process.pid, start: 'long ago' }));
    expect(claim(join(directory.path, 'claimed'))).toHaveProperty('release');
  });

  it('can be given back, and leaves nothing beside the file', () => {
    const first = claim(path);
    if (!('release' in first)) throw new Error('the first claim failed');
    expect(claim(path)).toEqual({ holder: process.pid });
    first.release();
    first.release();
    expect(claim(path)).toHaveProperty('release');
    expect(readdirSync(join(path, '..'))).toEqual(['claimed']);
  });
});
