import type { Money, OrderView, StoryEvent } from '@windrose/contracts';
import { causalTree } from './causal-tree';
import { formatMoney, moneyOrDash } from './money';
import { statusText } from './order-screen';
import type { Style } from './style';
import { cut, printable } from './table';
import { shortTime, timeOfDay } from './times';

interface Look {
  readonly width: number | null;
  readonly style: Style;
}

/** How an order stands, what it waits for, and how it came to that: on one screen. */
export function whyScreen(order: OrderView, story: readonly StoryEvent[], look: Look): string {
  const { style } = look;
  const facts: [string, string][] = [
    ['order', style.title(order.id)],
    ['status', `${statusText(order, style)}  ${style.faint(`version ${order.version}`)}`],
    ['total', moneyOrDash(order.total)],
    ['placed', shortTime(order.placedAt)],
  ];
  if (order.reason !== null) facts.push(['reason', printable(`${order.reason.code}: ${order.reason.message}`)]);
  facts.push(['waits for', waitsText(order.waitsFor, Date.now())]);
  if (order.nextAction !== null) facts.push(['to do', printable(`${order.nextAction.type}: ${order.nextAction.url}`)]);
  const head = facts.map(([name, value]) => `${name.padEnd(9)} ${value}\n`).join('');
  return `${head}\n${storyText(story, look)}`;
}

/** `payment, until 2026-11-21 08:30:00 (12 s left)` */
export function waitsText(waitsFor: OrderView['waitsFor'], nowMs: number): string {
  if (waitsFor === null) return 'nothing: it has come to its end';
  if (waitsFor.until === null) return `${waitsFor.what}, for as long as it takes`;
  const leftS = Math.round((Date.parse(waitsFor.until) - nowMs) / 1_000);
  return `${waitsFor.what}, until ${shortTime(waitsFor.until)} (${leftS > 0 ? `${leftS} s left` : 'any moment'})`;
}

function storyText(story: readonly StoryEvent[], { width, style }: Look): string {
  const widest = Math.max(0, ...story.map(({ service }) => service.length));
  const lines = causalTree(story).map(({ event, branch }) => {
    const { at, service, type } = event;
    const start = `${timeOfDay(at)}  ${service.padEnd(widest)}  ${branch}`;
    const rest = [whoText(event), detailText(event.data)].filter((part) => part !== '').join('; ');
    const room = width === null ? Infinity : width - [...start].length - type.length - 2;
    const details = room < 4 || rest === '' ? '' : `  ${style.faint(cut(rest, room))}`;
    return `${style.faint(start)}${type}${details}\n`;
  });
  return lines.join('');
}

/** Services act by themselves all the time; that a person did is worth saying. */
function whoText({ actor }: StoryEvent): string {
  return actor.type === 'service' ? '' : `by ${actor.type} ${printable(actor.id.slice(0, 8))}`;
}

/** What an event's data says in a few words: why, how much, how many, which. */
function detailText(data: unknown): string {
  const { reason, code, message, amount, total, lines, shipmentId } = (data ?? {}) as Readonly<Record<string, unknown>>;
  const parts = [
    wordsOf(reason),
    wordsOf({ code, message }),
    isMoney(amount) ? formatMoney(amount) : '',
    isMoney(total) ? formatMoney(total) : '',
    Array.isArray(lines) ? lines.map(lineText).join(' ') : '',
    typeof shipmentId === 'string' ? `shipment ${shipmentId.slice(0, 8)}` : '',
  ];
  return printable(parts.filter((part) => part !== '').join('; '));
}

function wordsOf(reason: unknown): string {
  if (typeof reason === 'string') return reason;
  const { code, message } = (reason ?? {}) as Readonly<Record<string, unknown>>;
  return [code, message].filter((part) => typeof part === 'string').join(': ');
}

function lineText(line: unknown): string {
  const { sku, quantity } = (line ?? {}) as Readonly<Record<string, unknown>>;
  return `${String(quantity)}×${String(sku)}`;
}

function isMoney(value: unknown): value is Money {
  const { amount, currency } = (value ?? {}) as Partial<Money>;
  return typeof amount === 'number' && typeof currency === 'string' && /^[A-Z]{3}$/.test(currency);
}
