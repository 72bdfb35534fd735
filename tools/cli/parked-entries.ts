import type { ParkedEntry, Service } from '@windrose/contracts';
import { Failure } from './failure';
import type { HttpClient } from './http-client';

/** How a command's argument names an entry. */
export const NAME = "the key, the job's id, or either with its service before: orders/…";

export interface AllParked {
  readonly entries: readonly ParkedEntry[];
  /** Services that did not answer: their part is missing. */
  readonly unavailable: readonly { readonly service: Service; readonly detail: string }[];
}

interface ParkedPage {
  readonly data: readonly ParkedEntry[];
  readonly nextCursor: string | null;
  readonly unavailable: AllParked['unavailable'];
}

/** Everything that is parked, over all pages of the list. */
export async function allParked(client: HttpClient): Promise<AllParked> {
  const entries: ParkedEntry[] = [];
  const unavailable = new Map<Service, string>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page: ParkedPage = await client.ask<ParkedPage>(`/v1/ops/parked?limit=100${from}`);
    entries.push(...page.data);
    for (const { service, detail } of page.unavailable) unavailable.set(service, detail);
    cursor = page.nextCursor;
  }
  return { entries, unavailable: [...unavailable].map(([service, detail]) => ({ service, detail })) };
}

/** What people call it: a parked key by the key (an order's id), a dead letter by its job's id. */
export function nameOf(entry: ParkedEntry): string {
  return entry.kind === 'parked key' ? entry.key : entry.id;
}

/** The event or the kind of job that failed. */
export function whatOf(entry: ParkedEntry): string {
  return entry.kind === 'parked key' ? entry.event : entry.job;
}

export function pathOf({ service, id }: Pick<ParkedEntry, 'service' | 'id'>): string {
  return `/v1/ops/parked/${service}/${encodeURIComponent(id)}`;
}

/**
 * The entry that is called by its id, by its key or by its job's id, with its service and a slash before where that
 * alone could be several.
 * @throws Failure when there is none, or several
 */
export function entryCalled(name: string, { entries, unavailable }: AllParked): ParkedEntry {
  const found = entries.filter((entry) =>
    [entry.id, nameOf(entry)].some((each) => each === name || `${entry.service}/${each}` === name),
  );
  const [entry, another] = found;
  if (entry !== undefined && another === undefined) return entry;
  if (entry !== undefined) {
    const choices = found.map(({ service, id }) => `${service}/${id}`).join(', ');
    throw new Failure(`${name} could be several: ${choices}`, 'ambiguous');
  }
  const silent = unavailable.map(({ service }) => service).join(', ');
  throw new Failure(
    `nothing is parked as ${name}${silent === '' ? '' : ` (${silent} can't be asked now)`}`,
    'not_found',
  );
}
