import { Injectable } from '@nestjs/common';
import type { CancelOrder, EventMeta, OrdersEvent, PlaceOrder, Refusal } from '@windrose/contracts';
import { EventLog, type Work } from '@windrose/event-log';
import { order } from '../domain/order';
import { cancelOrder } from '../domain/order.cancel';
import { placeOrder, rejectAsInvalid } from '../domain/order.decide';
import { orderStream } from '../domain/streams';
import { cancellationReason } from './cancel-order';
import { OrderDeadlines } from './order-deadlines';
import { orderTimers } from './order-timers';
import { KEY_REUSED, placingCommandId, type FirstAnswer } from './place-order';
import { PriceList } from './price-list';

/**
 * Carries out what the edge has accepted. Nobody waits for an answer any more, so each decision ends in an event. The same
 * command may have come by a call before, or come by one later: the order's stream has room for one of them.
 */
@Injectable()
export class AcceptedCommands {
  constructor(
    private readonly log: EventLog,
    private readonly prices: PriceList,
    private readonly limits: OrderDeadlines,
  ) {}

  /** @throws ServiceUnavailable when a product's price can't be had now */
  async place(work: Work, command: PlaceOrder, meta: EventMeta): Promise<void> {
    const { state } = await work.load(order, orderStream(command.orderId).id);
    // A call was faster: the edge did not hear its answer.
    if (state.situation !== 'unplaced') return;
    const refusal = await this.earlierRefusal(command);
    if (refusal !== null) return this.append(work, command.orderId, rejectAsInvalid(command, refusal), meta);
    const catalogue = await this.prices.entriesOf(command.lines.map((line) => line.sku));
    const decision = placeOrder(state, command, catalogue);
    const events = decision.ok ? decision.value : rejectAsInvalid(command, decision.refusal);
    this.append(work, command.orderId, events, meta);
  }

  async cancel(work: Work, { orderId, reason: words }: CancelOrder, meta: EventMeta): Promise<void> {
    const { state } = await work.load(order, orderStream(orderId).id);
    const decision = cancelOrder(state, { orderId, reason: cancellationReason(meta.actor, words) });
    if (decision.ok) return this.append(work, orderId, decision.value, meta);
    // Its customer was told that it would be cancelled. An order that has ended says by itself that it was not.
    if (state.situation !== 'fulfilling') return;
    const { customerId } = state.placed;
    const data = { orderId, customerId, message: decision.refusal.detail };
    this.append(work, orderId, [{ type: 'OrderCancellationRefused', data }], meta);
  }

  private append(work: Work, orderId: string, events: readonly OrdersEvent[], meta: EventMeta): void {
    if (events.length === 0) return;
    const timers = orderTimers(this.limits, orderId, events);
    work.append(order, { stream: orderStream(orderId), events, meta, ...timers });
  }

  /** A request with a key that was refused before stays refused, whatever the catalogue says by now. */
  private async earlierRefusal({ orderId, requestDigest }: PlaceOrder): Promise<Refusal | null> {
    if (requestDigest === undefined) return null;
    const id = placingCommandId(orderId);
    const first = (await this.log.commandResults<FirstAnswer>([id])).get(id);
    if (first === undefined) return null;
    return first.requestDigest === requestDigest ? first.refusal : KEY_REUSED;
  }
}
