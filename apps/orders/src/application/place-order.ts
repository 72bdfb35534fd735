import { Injectable } from '@nestjs/common';
import {
  ok,
  type PlacedOrder,
  type PlaceOrder,
  type Refusal,
  type RequestContext,
  type Result,
} from '@windrose/contracts';
import { AppendOutcomeUnknown, EventLog, requestedBy, type Unit, type UnitOutcome } from '@windrose/event-log';
import { newId } from '@windrose/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { order } from '../domain/order';
import { placeOrder } from '../domain/order.decide';
import { orderStream } from '../domain/streams';
import { OrderReader } from '../persistence/order-reader';
import { OrderDeadlines } from './order-deadlines';
import { orderTimers } from './order-timers';
import { PriceList } from './price-list';
import { asksForTheSame } from './same-request';

/** Pauses (ms) before an append whose outcome is unknown is tried again: about as long as a failover's first attempts. */
const PAUSES_MS = [50, 200, 500];

export const KEY_REUSED: Refusal = {
  code: 'idempotency_key_reused',
  detail: 'This Idempotency-Key was used for another order.',
};

/** The same for every way by which the command may come, and every repeat of it. */
export function placingCommandId(orderId: string): string {
  return `place/${orderId}`;
}

/** Kept with the command's id for ever: what a repeat of the command needs to be answered like the first one. */
export interface FirstAnswer {
  /** Which call stored it, so that a call recognises its own answer after a lost outcome. */
  readonly callId: string;
  readonly requestDigest: string | null;
  /** Why nothing was placed; null when the order was. */
  readonly refusal: Refusal | null;
}

/**
 * Accepts an order. The log decides what is new: the order's id makes the command's id, so a repeat (a parallel call, one
 * through another edge, one after a crash) finds the first one's answer and changes nothing.
 */
@Injectable()
export class OrderPlacement {
  constructor(
    private readonly log: EventLog,
    private readonly prices: PriceList,
    private readonly orders: OrderReader,
    private readonly limits: OrderDeadlines,
  ) {}

  /** @throws ServiceUnavailable when a product's price or the log can't be reached */
  async place(command: PlaceOrder, context: RequestContext): Promise<Result<PlacedOrder>> {
    const { orderId, requestDigest = null } = command;
    const catalogue = await this.prices.entriesOf(command.lines.map((line) => line.sku));
    const decision = placeOrder(order.initialState, command, catalogue);
    // Without a key nobody can repeat the request, so nobody can ask for its refusal again.
    if (!decision.ok && requestDigest === null) return decision;
    const answer: FirstAnswer = { callId: newId(), requestDigest, refusal: decision.ok ? null : decision.refusal };
    const outcome = await this.appendSurely({
      commandId: placingCommandId(orderId),
      result: answer,
      ...(decision.ok && {
        stream: orderStream(orderId),
        expectedVersion: 0,
        events: decision.value,
        meta: requestedBy(context),
        ...orderTimers(this.limits, orderId, decision.value),
      }),
    });
    switch (outcome.status) {
      case 'appended':
        return this.answer(orderId, answer, false);
      case 'duplicate':
        return this.answerAgain(orderId, answer, outcome.result as FirstAnswer);
      case 'conflict':
        return this.answerFromOrder(command);
      default:
        return outcome satisfies never;
    }
  }

  /** The command's id makes it safe to try again what may have happened already. */
  private async appendSurely(unit: Unit): Promise<UnitOutcome> {
    for (const pauseMs of PAUSES_MS) {
      try {
        return await this.log.append(unit);
      } catch (error) {
        if (!(error instanceof AppendOutcomeUnknown)) throw error;
        await sleep(pauseMs);
      }
    }
    return this.log.append(unit);
  }

  private answerAgain(orderId: string, asked: FirstAnswer, first: FirstAnswer): Promise<Result<PlacedOrder>> {
    if (first.requestDigest !== asked.requestDigest) return Promise.resolve(keyReused());
    return this.answer(orderId, first, first.callId !== asked.callId);
  }

  private async answer(orderId: string, { refusal }: FirstAnswer, replayed: boolean): Promise<Result<PlacedOrder>> {
    if (refusal !== null) return { ok: false, refusal: replayed ? { ...refusal, replayed } : refusal };
    const found = await this.orders.find(orderId);
    if (found === undefined) throw new Error(`the order ${orderId} is not in the log that it was placed in`);
    return ok({ order: found.view, replayed });
  }

  /** The order exists, but no longer the command: then what was placed itself says whether this is a repeat. */
  private async answerFromOrder(command: PlaceOrder): Promise<Result<PlacedOrder>> {
    const found = await this.orders.find(command.orderId);
    if (found === undefined) throw new Error(`the order ${command.orderId} has a stream, but was never placed`);
    if (!asksForTheSame(command, found.order)) return keyReused();
    return ok({ order: found.view, replayed: true });
  }
}

function keyReused(): Result<never> {
  return { ok: false, refusal: KEY_REUSED };
}
