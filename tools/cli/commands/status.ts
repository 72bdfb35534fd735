import type { Command } from 'commander';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import { Failure } from '../failure';
import { findSystem } from '../find-system';
import { statusReport } from '../status/status-report';
import { statusScreen } from '../status/status-screen';

export function addStatusCommand(program: Command, cli: Cli): void {
  program
    .command('status')
    .description(
      'Show processes, logs, mirrors, consumers, projections and dead letters. Fails if part of it is unknown.',
    )
    .action((_options: unknown, command: Command) => status(cli, command.optsWithGlobals<GlobalOptions>()));
}

async function status(cli: Cli, options: GlobalOptions): Promise<void> {
  const report = await statusReport(findSystem(cli, options));
  await printResult(cli, options, report, () => statusScreen(report, cli.terminal));
  const [problem] = report.problems;
  if (problem !== undefined) throw new Failure(`the status is incomplete: ${problem}`, 'incomplete');
}
