import { Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { messageOf } from '@windrose/platform';
import type { Figure } from './figure';
import { appends } from './log/appends';
import { consuming } from './log/consuming';
import { rebuilding } from './log/rebuilding';
import { relaying } from './log/relaying';
import { Servers } from './servers';
import { wholeSystem } from './system/whole-system';
import { tableOf } from './table';

interface Options {
  readonly quick?: boolean;
  readonly json?: string;
  readonly only?: string;
}

/** The benchmarks by their letters; those that need only servers share one pair of them. */
async function measure({ quick = false, only }: Options): Promise<Figure[]> {
  const events = quick ? 20_000 : 100_000;
  const wanted = (letters: string): boolean =>
    only === undefined || [...letters].some((letter) => only.includes(letter));
  const figures: Figure[] = [];
  const note = async (name: string, run: () => Promise<Figure[]>): Promise<void> => {
    process.stderr.write(`measuring ${name} …\n`);
    figures.push(...(await run()));
  };
  if (wanted('abcd')) {
    const servers = await Servers.start();
    try {
      if (wanted('a')) await note('appends', () => appends(servers, events));
      if (wanted('b')) await note('the relay', () => relaying(servers, events));
      if (wanted('c')) await note('consuming', () => consuming(servers, events));
      if (wanted('d')) await note('a projection rebuild', () => rebuilding(servers, 200_000));
    } finally {
      await servers.stop();
    }
  }
  if (wanted('efg')) await note('the whole system', () => wholeSystem({ seconds: quick ? 8 : 30 }));
  return figures;
}

async function main(): Promise<void> {
  const program = new Command('npm run bench --')
    .description('measures Windrose beside what the same machine does without it, in the same run')
    .option('--quick', 'a few minutes instead of many: fewer events, shorter loads')
    .option('--json <file>', 'also write the figures to this file')
    .option('--only <letters>', 'only these benchmarks, for example abd');
  const options = program.parse().opts<Options>();
  const figures = await measure(options);
  process.stdout.write(`\n${tableOf(figures)}\n`);
  if (options.json) await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
