import type { Service } from '@windrose/contracts';
import { RepairRefused } from '@windrose/event-log';
import { Option, type Command } from 'commander';
import { withBroker } from '../broker';
import { printResult, type Cli, type GlobalOptions } from '../cli';
import { Failure, WrongUsage } from '../failure';
import { findSystem } from '../find-system';
import { withLogs } from '../open-log';
import { awaitRelay } from '../repair/await-relay';
import { allConsumers, diagnose, type Diagnosis } from '../repair/plan';
import { repair, type Done, type RepairContext, type Wishes } from '../repair/repair';
import { diagnosisText, doneText } from '../repair/screen';
import { service, wholeNumber } from '../values';

interface RepairOptions extends GlobalOptions {
  readonly restoreTail?: true;
  readonly recreateStream?: true;
  readonly resetCursors?: true;
  readonly to?: number;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly wait: boolean;
}

/** One log's part of the result. `done` is null where nothing was to be done. */
interface Repaired extends Diagnosis {
  readonly done: Done | null;
}

export function addMirrorRepairCommand(mirror: Command, cli: Cli): void {
  mirror
    .command('repair')
    .description(
      'Wait until a mirror that is short has been filled; lead a log and a mirror that have diverged together.',
    )
    .argument('[service]', 'whose log (default: all)', service)
    .addOption(
      new Option('--restore-tail', 'put the events that only the stream has back into the log').conflicts(
        'recreateStream',
      ),
    )
    .option('--recreate-stream', 'keep the log, under a new identity, and have the stream made anew from it')
    .option('--reset-cursors', 'set consumers that have handled given-up events back to the last one in common')
    .option('--to <position>', 'with --reset-cursors: that position, where no repair has recorded it', wholeNumber(0))
    .option('--dry-run', 'say what would be done, and change nothing')
    .option('--yes', 'do it: without this, nothing is changed')
    .option('--no-wait', "don't wait until the relay has filled the stream")
    .action((name: Service | undefined, _options: unknown, command: Command) =>
      repairMirrors(cli, name, command.optsWithGlobals<RepairOptions>()),
    );
}

async function repairMirrors(cli: Cli, name: Service | undefined, options: RepairOptions): Promise<void> {
  if (options.to !== undefined && !options.resetCursors) throw new WrongUsage('--to needs --reset-cursors');
  const wishes: Wishes = {
    way: options.restoreTail ? 'restore-tail' : options.recreateStream ? 'recreate-stream' : null,
    resetCursors: options.resetCursors === true,
    to: options.to,
    dryRun: options.dryRun === true || !options.yes,
  };
  const system = findSystem(cli, options);
  await withLogs(system, name, (logs) =>
    withBroker(system, async (broker) => {
      const consumers = await allConsumers(system);
      const repaired: Repaired[] = [];
      for (const log of logs) {
        repaired.push(await repairOne({ cli, system, log, broker, consumers }, wishes, name !== undefined));
      }
      const result = { mirrors: repaired.map(jsonOf), dryRun: wishes.dryRun };
      await printResult(cli, options, result, () =>
        repaired.map((one) => diagnosisText(cli, one) + (one.done ? doneText(cli, one.done, wishes) : '')).join('\n'),
      );
      sayWhatIsLeft(repaired, options);
      if (options.dryRun || !options.wait) return;
      for (const { status } of repaired) await awaitRelay(cli, system, broker, status.service);
    }),
  );
}

/** Where all logs are meant, a way is gone with those that need it. */
async function repairOne(context: RepairContext, wishes: Wishes, isNamed: boolean): Promise<Repaired> {
  const diagnosis = await diagnose(context.cli, context.log, context.broker, context.consumers);
  const { status, examination, affected } = diagnosis;
  const isWanted = wishes.way !== null && (isNamed || examination !== null);
  const isReset = wishes.way === null && wishes.resetCursors && (isNamed || affected.length > 0);
  if (!isWanted && !isReset) return { ...diagnosis, done: null };
  if (isReset && status.state === 'diverged') {
    throw new Failure(
      `the ${status.service} log and its mirror have diverged: cursors are set back when they agree again, or with --recreate-stream`,
      'diverged',
    );
  }
  try {
    return { ...diagnosis, done: await repair(context, diagnosis, wishes) };
  } catch (error) {
    throw error instanceof RepairRefused ? new Failure(error.message, error.code) : error;
  }
}

/** @throws Failure while something waits for a person */
function sayWhatIsLeft(repaired: readonly Repaired[], options: RepairOptions): void {
  if (options.dryRun) return;
  const undone = repaired.filter(({ done }) => done === null);
  const diverged = undone.filter(({ status }) => status.state === 'diverged').map(({ status }) => status.service);
  if (diverged.length > 0) {
    throw new Failure(
      `choose a way for ${diverged.join(', ')}: --restore-tail or --recreate-stream (--dry-run shows what it would do)`,
      'diverged',
    );
  }
  const stuck = undone.filter(({ affected }) => affected.length > 0).map(({ status }) => status.service);
  if (stuck.length > 0) {
    throw new Failure(`consumers of ${stuck.join(', ')} can't go on: --reset-cursors sets them back`, 'cursors_ahead');
  }
  if (repaired.some(({ done }) => done !== null) && !options.yes) {
    throw new Failure('nothing was changed: add --yes to do it', 'not_confirmed');
  }
}

function jsonOf({ status, examination, affected, done }: Repaired): object {
  return { ...status, examination, affected, done };
}
