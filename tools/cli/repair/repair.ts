import type { ConsumerCursors, EventLog, RestoredLog } from '@windrose/event-log';
import {
  recreateStream,
  setCursorsBack,
  type BrokerConnection,
  type CursorsSetBack,
  type RecreatedStream,
} from '@windrose/jetstream';
import type { Cli } from '../cli';
import { Failure } from '../failure';
import type { System } from '../find-system';
import { progressBar } from '../progress-bar';
import { runServiceProgram } from '../service-program';
import type { Diagnosis } from './plan';

export type Way = 'restore-tail' | 'recreate-stream';

export interface Wishes {
  readonly way: Way | null;
  readonly resetCursors: boolean;
  /** Where cursors are set back to, if no repair has recorded it. */
  readonly to: number | undefined;
  readonly dryRun: boolean;
}

/** What was done, or would be. */
export interface Done {
  readonly restored: RestoredLog | null;
  readonly recreated: RecreatedStream | null;
  readonly cursorsSetBack: readonly CursorsSetBack[] | null;
}

export interface RepairContext {
  readonly cli: Cli;
  readonly system: System;
  readonly log: EventLog;
  readonly broker: BrokerConnection;
  readonly consumers: readonly ConsumerCursors[];
}

/** Goes the chosen way with one log. @throws Failure where that way doesn't lead out */
export async function repair(context: RepairContext, diagnosis: Diagnosis, wishes: Wishes): Promise<Done> {
  const { way } = wishes;
  switch (way) {
    case 'restore-tail':
      return { restored: await restoreTail(context, diagnosis, wishes), recreated: null, cursorsSetBack: null };
    case 'recreate-stream': {
      const recreated = await recreate(context, diagnosis, wishes);
      const to = diagnosis.examination?.common;
      const cursorsSetBack = wishes.resetCursors
        ? await setBack(context, recreated.affected, { ...wishes, to: wishes.to ?? (wishes.dryRun ? to : undefined) })
        : null;
      return { restored: null, recreated, cursorsSetBack };
    }
    case null:
      return { restored: null, recreated: null, cursorsSetBack: await setBack(context, diagnosis.affected, wishes) };
    default:
      return way satisfies never;
  }
}

async function restoreTail(
  { cli, system, log: { service } }: RepairContext,
  { examination }: Diagnosis,
  { dryRun }: Wishes,
): Promise<RestoredLog> {
  const reason = examination === null ? 'log and mirror have not diverged' : examination.notRestorable;
  if (reason !== null)
    throw new Failure(`the end of the ${service} log can't be restored: ${reason}`, 'not_restorable');
  const bar = progressBar(cli.terminal, `restoring ${service}`);
  const { done: _, ...restored } = await runServiceProgram<RestoredLog & { readonly done: true }>(cli, system, {
    service,
    args: ['restore', ...(dryRun ? ['--dry-run'] : [])],
    databaseUrl: system.databaseUrlOfOwner(service),
    natsUrl: withCredentials(system),
    onProgress: (position, head) => bar.show(position, head),
    what: 'restore',
  }).finally(() => bar.end());
  return restored;
}

async function recreate(
  { cli, system, log, broker, consumers }: RepairContext,
  { examination }: Diagnosis,
  { dryRun }: Wishes,
): Promise<RecreatedStream> {
  if (examination === null) {
    throw new Failure(`the ${log.service} log and its mirror have not diverged: there is nothing to recreate`, 'equal');
  }
  const bar = progressBar(cli.terminal, `keeping what only ${examination.stream} has`);
  const databaseUrl = system.databaseUrlOfOwner(log.service);
  return recreateStream({
    ...{ examination, log, broker, databaseUrl, consumers, dryRun },
    onProgress: (done, total) => bar.show(done, total),
  }).finally(() => bar.end());
}

function setBack(
  { system, log, consumers }: RepairContext,
  affected: Diagnosis['affected'],
  { to, dryRun }: Wishes,
): Promise<CursorsSetBack[]> {
  return setCursorsBack({ log, databaseUrl: system.databaseUrlOfOwner(log.service), consumers, affected, to, dryRun });
}

/** A service's program is given its broker as one address. */
function withCredentials({ broker: { url, user, password } }: System): string {
  if (user === undefined) return url;
  const address = new URL(url);
  address.username = encodeURIComponent(user);
  address.password = encodeURIComponent(password ?? '');
  return address.href;
}
