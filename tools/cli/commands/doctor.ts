import type { Command } from 'commander';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import type { Check } from '../doctor/check';
import { diskCheck, homeCheck, runningCheck } from '../doctor/home';
import { buildCheck, nodeCheck, packagesCheck } from '../doctor/installation';
import { portsCheck } from '../doctor/ports';
import { jetStreamCheck } from '../doctor/running-broker';
import { natsCheck, postgresCheck } from '../doctor/servers';
import { Failure } from '../failure';
import { findSystem } from '../find-system';
import type { Style } from '../style';

export function addDoctorCommand(program: Command, cli: Cli): void {
  program
    .command('doctor')
    .description('Check the machine and the installation, and say what to do.')
    .action((_options: unknown, command: Command) => doctor(cli, command.optsWithGlobals<GlobalOptions>()));
}

async function doctor(cli: Cli, options: GlobalOptions): Promise<void> {
  const system = findSystem(cli, options);
  const checks = [
    nodeCheck(cli.root),
    packagesCheck(cli.root),
    buildCheck(cli.root),
    await postgresCheck(cli.env),
    await natsCheck(cli.env),
    homeCheck(system),
    diskCheck(system),
    await portsCheck(cli, system),
    runningCheck(system),
    await jetStreamCheck(system),
  ];
  const failed = checks.filter(({ state }) => state === 'fail');
  await printResult(cli, options, { healthy: failed.length === 0, checks }, () =>
    checksText(checks, cli.terminal.style),
  );
  if (failed.length > 0) {
    throw new Failure(`${failed.map(({ name }) => name).join(', ')}: see the advice`, 'unhealthy');
  }
}

function checksText(checks: readonly Check[], style: Style): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .map(({ name, state, found, advice }) => {
      const todo = advice === null ? '' : `${' '.repeat(width + 8)}→ ${advice}\n`;
      return `${stateText(state, style)}  ${name.padEnd(width)}  ${found}\n${todo}`;
    })
    .join('');
}

function stateText(state: Check['state'], style: Style): string {
  switch (state) {
    case 'ok':
      return style.good('ok  ');
    case 'warn':
      return style.warning('warn');
    case 'fail':
      return style.bad('FAIL');
    default:
      return state satisfies never;
  }
}
