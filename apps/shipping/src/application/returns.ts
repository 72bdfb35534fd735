import { Injectable } from '@nestjs/common';
import {
  ok,
  refused,
  type ReceiveReturn,
  type RequestContext,
  type RequestReturn,
  type Result,
  type ReturnView,
  type ShippingEvent,
} from '@windrose/contracts';
import { decideOnce, EventLog, requestedBy, type Work } from '@windrose/event-log';
import { returnsOf } from '../domain/fulfilment';
import { receiveReturn, requestReturn } from '../domain/returns.decide';
import { orderOfReturn } from './return-documents';
import { returnView } from './return-view';
import { ShippingWork } from './shipping-work';

/** What customers send back. */
@Injectable()
export class Returns {
  constructor(
    private readonly log: EventLog,
    private readonly shipping: ShippingWork,
  ) {}

  /** Asked for the same return again, it answers the same again. */
  async request(command: RequestReturn, context: RequestContext): Promise<Result<ReturnView>> {
    const { returnId, orderId } = command;
    return this.transact(context, returnId, orderId, async (work) => {
      const order = await this.shipping.order(orderId, work);
      const known = returnsOf(order.fulfilment).some((one) => one.returnId === returnId);
      return known ? ok([]) : requestReturn(order, command);
    });
  }

  async receive(command: ReceiveReturn, context: RequestContext): Promise<Result<ReturnView>> {
    const { returnId } = command;
    const orderId = await orderOfReturn(this.log, returnId);
    if (orderId === undefined) return refused('not_found', `There is no return ${returnId}.`);
    return this.transact(context, returnId, orderId, async (work) =>
      receiveReturn(await this.shipping.fulfilment(orderId, work), command),
    );
  }

  private async transact(
    context: RequestContext,
    returnId: string,
    orderId: string,
    decide: (work: Work) => Promise<Result<readonly ShippingEvent[]>>,
  ): Promise<Result<ReturnView>> {
    const meta = requestedBy(context);
    return decideOnce<ReturnView>(this.log, context, async (work) => {
      const decision = await decide(work);
      if (!decision.ok) return decision;
      this.shipping.append(decision.value, { work, meta });
      const after = returnsOf(await this.shipping.fulfilment(orderId, work));
      const found = after.find((one) => one.returnId === returnId);
      return found ? ok(returnView(found)) : refused('not_found', `There is no return ${returnId}.`);
    });
  }
}
