import { Injectable } from '@nestjs/common';
import { ok, refused, type RequestContext, type Result, type ShipmentView } from '@windrose/contracts';
import { decideOnce, EventLog, requestedBy } from '@windrose/event-log';
import type { Deliver, Fail, RequestDispatch } from '../domain/shipment.commands';
import { shipmentView } from './shipment-view';
import { ShippingWork } from './shipping-work';

/** What an operator may do with a shipment, in the words of a refusal. */
const PREDICATES = { RequestDispatch: 'be dispatched', Deliver: 'be delivered', Fail: 'fail' } as const;

/** An operator's call on a shipment: refused where it makes no sense in the shipment's status. */
@Injectable()
export class ShipmentMover {
  constructor(
    private readonly log: EventLog,
    private readonly shipping: ShippingWork,
  ) {}

  async move(
    shipmentId: string,
    command: RequestDispatch | Deliver | Fail,
    context: RequestContext,
  ): Promise<Result<ShipmentView>> {
    const meta = requestedBy(context);
    return decideOnce<ShipmentView>(this.log, context, async (work) => {
      const before = await this.shipping.shipment(shipmentId, work);
      if (before.status === 'unknown') return refused('not_found', `There is no shipment ${shipmentId}.`);
      const events = await this.shipping.change(shipmentId, command, { work, meta });
      const after = await this.shipping.shipment(shipmentId, work);
      if (events.length === 0 || after.status === 'unknown') {
        return refused('conflict', `The shipment is ${before.status}: it can't ${PREDICATES[command.type]} now.`);
      }
      return ok(shipmentView(after));
    });
  }
}
