import { isService, SERVICES, type Service } from '@windrose/contracts';
import { InvalidArgumentError } from 'commander';

/*
 * Readers of arguments and options. What they throw becomes one line that names the option:
 * "option '--from <position>' argument 'x' is invalid. It must be a whole number from 1."
 */

export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
    if (number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
    throw new InvalidArgumentError(`It must be a whole number ${range}.`);
  };
}

export function service(text: string): Service {
  if (isService(text)) return text;
  throw new InvalidArgumentError(`It must be one of ${SERVICES.join(', ')}.`);
}

export function eventType(text: string, before: readonly string[] = []): string[] {
  const types = text.split(',');
  if (types.every((type) => /^[A-Za-z][A-Za-z0-9]{0,63}$/.test(type))) return [...before, ...types];
  throw new InvalidArgumentError('It must be an event type such as OrderPlaced, or several with commas between.');
}

export interface NamedProjection {
  readonly service: Service;
  readonly name: string;
}

export function namedProjection(text: string): NamedProjection {
  const [, owner, name] = /^([a-z]+)\/([a-z_][a-z0-9_]{0,62})$/.exec(text) ?? [];
  if (owner !== undefined && name !== undefined) return { service: service(owner), name };
  throw new InvalidArgumentError('It must be SERVICE/PROJECTION as windrose status names them.');
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function orderId(text: string): string {
  if (UUID.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('It must be the id of an order, a UUID.');
}

export interface WantedLine {
  readonly sku: string;
  readonly quantity: number;
}

/** `tea-100:2`; without a quantity one. */
export function orderLine(text: string, before: readonly WantedLine[] = []): WantedLine[] {
  const [, sku, quantity = '1'] = /^([A-Za-z0-9_-]{1,64})(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (sku !== undefined && Number(quantity) >= 1 && Number(quantity) <= 10_000) {
    return [...before, { sku, quantity: Number(quantity) }];
  }
  throw new InvalidArgumentError('It must be SKU:QUANTITY, such as tea-100:2, with a quantity from 1 to 10000.');
}

export function httpUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '');
  throw new InvalidArgumentError('It must be an address such as http://127.0.0.1:3000.');
}

const AGO = /^(\d{1,6})(s|m|h|d)$/;
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/i;

/** A moment, in Unix milliseconds: RFC 3339, a date alone (its midnight, UTC), or how long ago: `90s`, `15m`, `2h`, `1d`. */
export function moment(text: string): number {
  const [, ago, unit = 's'] = AGO.exec(text) ?? [];
  if (ago !== undefined) return Date.now() - Number(ago) * (SECONDS[unit] ?? 1) * 1_000;
  const time = TIME.test(text) ? Date.parse(text.replace(' ', 'T')) : NaN;
  if (!Number.isNaN(time)) return time;
  throw new InvalidArgumentError('It must be a time such as 2026-11-21T08:30:00Z, or how long ago: 90s, 15m, 2h, 1d.');
}
