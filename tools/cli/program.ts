import { messageOf } from '@windrose/platform';
import { Command, CommanderError } from 'commander';
import type { Cli } from './cli';
import { addDoctorCommand } from './commands/doctor';
import { addLogCommand } from './commands/log';
import { addMirrorCommands } from './commands/mirror';
import { addOrderCommands } from './commands/order';
import { addParkedCommands } from './commands/parked';
import { addReplayCommand } from './commands/replay';
import { addStatusCommand } from './commands/status';
import { Failure, OutputClosed, WrongUsage } from './failure';
import { httpUrl } from './values';

const FAILED = 1;
const WRONG_USAGE = 2;

/**
 * Runs one command line. Whatever goes wrong is one line on standard error, or one JSON object with `--json`.
 * @returns the exit code: 0 only on success, 2 when the command line itself is wrong
 */
export async function runCli(argv: readonly string[], cli: Cli): Promise<number> {
  const json = argv.includes('--json');
  try {
    await createProgram(cli, json).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof OutputClosed) return 0;
    // Help and version were asked for and have been printed.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure = failureOf(error);
    cli.terminal.note(json ? jsonLine(failure) : `windrose: ${failure.message}\n`);
    return failure instanceof WrongUsage ? WRONG_USAGE : FAILED;
  }
}

function createProgram(cli: Cli, json: boolean): Command {
  const program = new Command('windrose')
    .description('Looks at a running Windrose, and acts on it.')
    .option('--json', 'print JSON only; errors too, on standard error')
    .option('--url <address>', 'the edge to call (default: the one of the running system)', httpUrl)
    .option('--token <token>', "access token for the edge (default: the operator's, signed here in development)")
    .option(
      '--home <directory>',
      'where the running system keeps its run.json (default: WINDROSE_HOME, else .windrose)',
    )
    .configureHelp({ showGlobalOptions: true, minWidthToWrap: 30, helpWidth: Math.min(cli.terminal.width ?? 80, 100) })
    .configureOutput({
      writeOut: (text) => void cli.terminal.print(text).catch(() => undefined),
      // The help, when a command is missing.
      writeErr: (text) => (json ? undefined : cli.terminal.note(text)),
      // Told as everything else that goes wrong.
      outputError: () => undefined,
    })
    .exitOverride()
    .showSuggestionAfterError()
    .helpCommand(false);
  addStatusCommand(program, cli);
  addOrderCommands(program, cli);
  addLogCommand(program, cli);
  addMirrorCommands(program, cli);
  addParkedCommands(program, cli);
  addReplayCommand(program, cli);
  addDoctorCommand(program, cli);
  return program;
}

function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof CommanderError) {
    // Without a command, commander shows the help on standard error and has no message of its own.
    if (error.code === 'commander.help') return new WrongUsage('a command is missing');
    return new WrongUsage(error.message.replace(/^error: /, ''));
  }
  return new Failure(messageOf(error));
}

function jsonLine({ code, message, details }: Failure): string {
  return `${JSON.stringify({ error: { code, message, ...details } })}\n`;
}
