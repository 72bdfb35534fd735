import type { OrderView } from '@windrose/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cli, GlobalOptions } from './cli';
import { Failure } from './failure';
import { Refused, type HttpAnswer, type HttpClient, type HttpRequest } from './http-client';
import { isEnd, statusText } from './order-screen';
import { printable } from './table';
import { timeOfDay } from './times';

/** Seconds that the edge is asked to hold an answer until the order changes. */
const HOLD_S = 20;
/** Milliseconds of margin for the answer itself. */
const MARGIN_MS = 10_000;
/** Milliseconds after an answer without news: an edge that doesn't hold answers must not be asked without a break. */
const BREAK_MS = 100;
/** Milliseconds for which an edge may be away, once it has answered. */
const PATIENCE_MS = 60_000;

export interface WatchOptions extends GlobalOptions {
  /** Milliseconds until a watch ends without the order's end. */
  readonly timeoutMs: number;
}

/**
 * Prints every state of an order until it has come to its end.
 * @throws Failure when the time is over first, or the edge stays away
 */
export async function watchOrder(cli: Cli, client: HttpClient, orderId: string, options: WatchOptions): Promise<void> {
  const deadline = Date.now() + options.timeoutMs;
  const path = `/v1/orders/${orderId}`;
  let answer = await client.send<OrderView>(path);
  let awaySince: number | undefined;
  for (;;) {
    if (answer.body !== undefined) {
      await print(cli, options, answer.body);
      if (isEnd(answer.body.status)) return;
    }
    if (Date.now() >= deadline)
      throw new Failure(`the order ${orderId} has not come to an end in --timeout`, 'timeout');
    if (answer.status === 304) await sleep(BREAK_MS);
    const etag = answer.headers.get('etag') ?? '';
    try {
      answer = await client.send<OrderView>(path, longPoll(etag, deadline));
      awaySince = undefined;
    } catch (error) {
      awaySince ??= Date.now();
      await sleep(waitAfter(error, Date.now() - awaySince));
      answer = unchanged(answer);
    }
  }
}

function longPoll(etag: string, deadline: number): HttpRequest {
  const seconds = Math.max(1, Math.min(HOLD_S, Math.ceil((deadline - Date.now()) / 1_000)));
  return {
    headers: { 'if-none-match': etag, prefer: `wait=${seconds}` },
    timeoutMs: seconds * 1_000 + MARGIN_MS,
  };
}

/** Milliseconds to wait for an edge or a service that is away. @throws the error when that is not what went wrong */
function waitAfter(error: unknown, awayMs: number): number {
  const isAway =
    error instanceof Refused ? error.status === 503 : error instanceof Failure && error.code === 'unreachable';
  if (!isAway || awayMs > PATIENCE_MS) throw error;
  return error instanceof Refused ? (error.retryAfterSeconds ?? 1) * 1_000 : 500;
}

function unchanged<T>({ headers }: HttpAnswer<T>): HttpAnswer<T> {
  return { status: 304, headers, body: undefined };
}

async function print({ terminal }: Cli, { json }: GlobalOptions, order: OrderView): Promise<void> {
  if (json) return terminal.print(`${JSON.stringify(order)}\n`);
  const { updatedAt, version, reason } = order;
  const why = reason === null ? '' : `${' '.repeat(14)}${printable(`${reason.code}: ${reason.message}`)}\n`;
  const line = `${timeOfDay(updatedAt)}  ${statusText(order, terminal.style)}  ${terminal.style.faint(`version ${version}`)}\n`;
  return terminal.print(line + why);
}
