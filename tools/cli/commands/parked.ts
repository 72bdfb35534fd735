import type { Command } from 'commander';
import type { Cli } from '../cli';
import { addParkedDiscardCommand } from './parked-discard';
import { addParkedListCommand } from './parked-list';
import { addParkedRedriveCommand } from './parked-redrive';
import { addParkedShowCommand } from './parked-show';

export function addParkedCommands(program: Command, cli: Cli): void {
  const parked = program
    .command('parked')
    .description('Look at events and jobs that failed, try them again, or give them up.')
    .helpCommand(false);
  addParkedListCommand(parked, cli);
  addParkedShowCommand(parked, cli);
  addParkedRedriveCommand(parked, cli);
  addParkedDiscardCommand(parked, cli);
}
