import type { GetOrder } from '@windrose/contracts';
import { invalidParameter } from '../problem/problems';

/** Which state of the order is asked for: at a version, at a time, or (both absent) the present one. */
export type AsOf = Pick<GetOrder, 'version' | 'at'>;

const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+ -]\d{2}:\d{2})$/;

/** `?version=` or `?at=`; 400 if it is neither of them or both. */
export function asOfFrom(query: Readonly<Record<string, unknown>>): AsOf {
  const { version, at } = query;
  if (version !== undefined && at !== undefined) throw invalidParameter('version', 'can’t be combined with at');
  if (version !== undefined) return { version: versionFrom(version) };
  if (at !== undefined) return { at: timeFrom(at) };
  return {};
}

function versionFrom(given: unknown): number {
  if (typeof given !== 'string' || !/^[1-9]\d{0,8}$/.test(given)) {
    throw invalidParameter('version', 'must be a whole number from 1');
  }
  return Number(given);
}

/** In UTC with microseconds, as events carry their times: `2026-11-21T08:30:00.000000Z`. */
function timeFrom(given: unknown): string {
  const text = typeof given === 'string' ? given : '';
  const [, date = '', time = '', fraction = '', zone = ''] = RFC3339.exec(text) ?? [];
  // A plus that wasn't encoded arrives as a space.
  const seconds = Date.parse(`${date}T${time}${zone.toUpperCase().replace(' ', '+')}`);
  if (Number.isNaN(seconds) || !isDay(date)) {
    throw invalidParameter('at', 'must be a time as in RFC 3339: 2026-11-21T08:30:00Z');
  }
  return `${new Date(seconds).toISOString().slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}

/** Date.parse takes February 30th for March 2nd; RFC 3339 has no such day. */
function isDay(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}
