import type { Cli } from '../cli';
import { count } from '../progress-bar';
import { printable, table } from '../table';
import type { Diagnosis } from './plan';
import type { Done, Wishes } from './repair';

/** Given-up events that are listed; `--json` has all. */
const LISTED = 20;

/** How a log and its mirror stand, and the ways out. */
export function diagnosisText({ terminal: { style } }: Cli, { status, examination, affected }: Diagnosis): string {
  const { stream, service, state, reason, head, last, lag } = status;
  const lines = [`${style.title(stream)}  ${state}`];
  if (reason !== null) lines.push(style.bad(printable(reason)));
  if (state === 'behind' || state === 'missing') {
    lines.push(`It is ${count(lag)} events short of ${count(head)}: the relay of ${service} fills it by itself.`);
  }
  if (examination !== null) {
    const { common, onlyInStream, differing, strays, missing, logId, notRestorable } = examination;
    lines.push(
      '',
      `  log     ${logId}, 1 to ${count(head)}`,
      `  stream  ${examination.streamLogId ?? 'of no log'}, ${count(status.first)} to ${count(last)}`,
      `  The same events up to ${count(common)}. Behind that, ${[
        `the stream has ${count(onlyInStream)} that the log lacks`,
        `${count(differing)} are others in the log`,
        `${count(strays)} messages are no events`,
      ].join(', ')}.${missing > 0 ? ` The stream has lost ${count(missing)} messages.` : ''}`,
      '',
      '  --restore-tail     puts the events that only the stream has back into the log',
      `                     ${notRestorable === null ? style.good(`possible: ${count(onlyInStream)} events`) : `not possible: ${printable(notRestorable)}`}`,
      '  --recreate-stream  keeps the log as it is, under a new identity, and makes the stream anew from it',
      `                     gives up ${count(onlyInStream + differing)} events (they are kept in ${service}.lost_events)`,
    );
  }
  return `${lines.join('\n')}\n${affectedText(affected, service)}`;
}

function affectedText(affected: Diagnosis['affected'], service: string): string {
  if (affected.length === 0) return '';
  const groups = affected.map(({ service: consumer, cursors, parked }) => {
    const names = [...new Set([...cursors, ...parked].map(({ group }) => group))].join(', ');
    const furthest = Math.max(0, ...cursors.map(({ position }) => position));
    return `  ${consumer} (${names}): ${count(cursors.length)} cursors, up to ${count(furthest)}; ${count(parked.length)} parked events`;
  });
  return [
    '',
    `Consumers that have handled events which the ${service} log doesn't have:`,
    ...groups,
    '  --reset-cursors    sets them back to the last event in common',
    '',
  ].join('\n');
}

/** What was done, or would be. */
export function doneText(cli: Cli, done: Done, { dryRun }: Pick<Wishes, 'dryRun'>): string {
  return [restoredText(done, dryRun), recreatedText(cli, done, dryRun), cursorsText(done, dryRun)].join('');
}

function restoredText({ restored }: Done, dryRun: boolean): string {
  if (restored === null) return '';
  const { from, to, events, streams, balances, documents, timers, jobs } = restored;
  return [
    `\n${dryRun ? 'Would be' : 'Were'} restored: ${count(events)} events of ${count(streams)} streams, positions ${count(from)} to ${count(to)}.\n`,
    `With them: ${count(balances)} balances that were others, ${count(documents)} documents, ${count(timers)} timers, ${count(jobs)} jobs.\n`,
  ].join('');
}

function recreatedText({ terminal }: Cli, { recreated }: Done, dryRun: boolean): string {
  if (recreated === null) return '';
  const { lost, logId, affected } = recreated;
  const handled = lost.filter(({ handledBy }) => handledBy.length > 0);
  const head = dryRun
    ? `\nThe log would get a new identity, and its stream would be deleted and filled again.\n`
    : `\nThe log's new identity is ${logId}. Its stream is deleted, and its relay fills it again.\n`;
  const given = `${count(lost.length)} events ${dryRun ? 'would be' : 'are'} given up; consumers had handled ${count(handled.length)} of them.\n`;
  const rows = lost
    .slice(0, LISTED)
    .map(({ position, type, key, handledBy }) => [
      count(position),
      type,
      key,
      handledBy
        .map(
          ({ service, group, how }) =>
            `${service}${group === service ? '' : `/${group}`}${how === 'parked' ? ' (parked)' : ''}`,
        )
        .join(', ') || '-',
    ]);
  const columns = [
    { title: 'POSITION', align: 'right' },
    { title: 'TYPE' },
    { title: 'KEY' },
    { title: 'HANDLED BY', flexible: true },
  ] as const;
  const more = lost.length > LISTED ? `… and ${count(lost.length - LISTED)} more (--json lists all)\n` : '';
  const list = rows.length === 0 ? '' : `\n${table(columns, rows, terminal.width)}${more}`;
  const stuck = affected.reduce((sum, { cursors }) => sum + cursors.length, 0);
  const hint =
    stuck > 0
      ? `\n${count(stuck)} cursors name events that are given up: their consumers stop there until they are set back.\n`
      : '';
  return head + given + list + hint;
}

function cursorsText({ cursorsSetBack }: Done, dryRun: boolean): string {
  if (cursorsSetBack === null) return '';
  if (cursorsSetBack.length === 0) return '\nNo consumer has handled anything that the log lacks.\n';
  const lines = cursorsSetBack.map(
    ({ service, to, cursors, parked }) =>
      `${service}: ${count(cursors)} cursors ${dryRun ? 'would be' : 'were'} set back to ${count(to)}, ${count(parked)} parked events discarded\n`,
  );
  return `\n${lines.join('')}`;
}
