import { Option, type Command } from 'commander';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import { findSystem } from '../find-system';
import { count, progressBar } from '../progress-bar';
import { rebuild } from '../rebuild';
import { rebuildPlan } from '../rebuild-plan';
import { verifyProjection } from './replay-verify';
import { namedProjection, type NamedProjection } from '../values';

interface ReplayOptions extends GlobalOptions {
  readonly dryRun?: true;
  readonly verify?: true;
}

export function addReplayCommand(program: Command, cli: Cli): void {
  program
    .command('replay')
    .description('Rebuild a projection from its log while the system runs, then switch readers to the new table.')
    .argument('<service/projection>', 'which one, such as orders/order_list', namedProjection)
    .option('--dry-run', 'say what would be done, and change nothing')
    .addOption(
      new Option(
        '--verify',
        'rebuild it beside the live one and report every row that differs; exit code 1 if any does',
      ).conflicts('dryRun'),
    )
    .action((projection: NamedProjection, _options: unknown, command: Command) =>
      replay(cli, projection, command.optsWithGlobals<ReplayOptions>()),
    );
}

async function replay(cli: Cli, projection: NamedProjection, options: ReplayOptions): Promise<void> {
  const system = findSystem(cli, options);
  const label = `${projection.service}/${projection.name}`;
  const plan = await rebuildPlan(system, projection);
  if (options.verify) return verifyProjection(cli, options, system, projection);
  if (options.dryRun) {
    const { events, rows, version, position } = plan;
    await printResult(cli, options, { projection: label, version, events, rows, dryRun: true }, () =>
      [
        `${label} version ${version} has ${count(rows)} rows and reflects position ${count(position)}.\n`,
        `A replay would read ${count(events)} events into a new table and then switch to it.\n`,
      ].join(''),
    );
    return;
  }
  const bar = progressBar(cli.terminal, label);
  const startedAt = performance.now();
  const { events } = await rebuild(cli, system, projection, {
    verify: false,
    onProgress: (done, total) => bar.show(done, total),
  }).finally(() => bar.end());
  const seconds = (performance.now() - startedAt) / 1_000;
  const { rows, version } = await rebuildPlan(system, projection);
  const result = { projection: label, version, events, rows, seconds: Math.round(seconds * 1_000) / 1_000 };
  await printResult(
    cli,
    options,
    result,
    () => `${label} was rebuilt: ${count(events)} events, ${count(rows)} rows, in ${seconds.toFixed(1)} s.\n`,
  );
}
