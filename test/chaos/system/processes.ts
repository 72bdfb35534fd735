import { isRunning, runningProcesses, sendSignal } from '@windrose/servers';
import { readRunFile } from '@windrose/testing';
import { basename, sep } from 'node:path';

const OUR_PROGRAMS = `${sep}dist${sep}`;
const SERVERS = ['postgres', 'nats-server'];

/**
 * The pid of one of the home's processes; undefined when it doesn't run. `run.json` keeps the entry of a process that is
 * being restarted, and its pid may be somebody else's by now: only one whose command line names the home is ours.
 */
export function pidOf(home: string, name: string): number | undefined {
  const pid = readRunFile(home).processes[name]?.pid;
  if (pid === undefined || !isRunning(pid)) return undefined;
  return processesOfHome(home).includes(pid) ? pid : undefined;
}

/** Signals a process of the home. @returns its pid; undefined when it doesn't run right now */
export function signalProcess(home: string, name: string, signal: NodeJS.Signals): number | undefined {
  const pid = pidOf(home, name);
  if (pid !== undefined) sendSignal(pid, signal);
  return pid;
}

/** Everything that runs in the home, whoever started it: what a killed launcher left behind too. */
export function processesOfHome(home: string): number[] {
  return runningProcesses()
    .filter(({ argv }) => isOurProgram(home, argv) || isOurServer(home, argv))
    .map(({ pid }) => pid);
}

/** Our Node programs carry the home as a mark. The command line of whoever runs the campaign may too: it is no target. */
function isOurProgram(home: string, argv: readonly string[]): boolean {
  return argv[1]?.includes(OUR_PROGRAMS) === true && argv.includes(`--home=${home}`);
}

function isOurServer(home: string, argv: readonly string[]): boolean {
  return SERVERS.includes(basename(argv[0] ?? '')) && argv.some((argument) => argument.startsWith(`${home}${sep}`));
}
