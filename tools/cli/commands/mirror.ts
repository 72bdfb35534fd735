import type { Command } from 'commander';
import type { Cli } from '../cli';
import { addMirrorRepairCommand } from './mirror-repair';
import { addMirrorStatusCommand } from './mirror-status';
import { addMirrorVerifyCommand } from './mirror-verify';

export function addMirrorCommands(program: Command, cli: Cli): void {
  const mirror = program
    .command('mirror')
    .description('Compare the logs with the JetStream streams that mirror them, and repair what differs.')
    .helpCommand(false);
  addMirrorStatusCommand(mirror, cli);
  addMirrorVerifyCommand(mirror, cli);
  addMirrorRepairCommand(mirror, cli);
}
