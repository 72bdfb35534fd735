import { Injectable } from '@nestjs/common';
import {
  ok,
  refused,
  type RequestContext,
  type Result,
  type ShipmentView,
  type SplitShipment,
} from '@windrose/contracts';
import { decideOnce, EventLog, requestedBy } from '@windrose/event-log';
import { splitShipment } from '../domain/split-shipment';
import { shipmentView } from './shipment-view';
import { ShippingWork } from './shipping-work';

/** An operator's call to send some of an order by itself. Asked for the same shipment again, it answers the same again. */
@Injectable()
export class ShipmentSplitter {
  constructor(
    private readonly log: EventLog,
    private readonly shipping: ShippingWork,
  ) {}

  async split(command: SplitShipment, context: RequestContext): Promise<Result<ShipmentView>> {
    const { shipmentId, orderId } = command;
    const meta = requestedBy(context);
    return decideOnce<ShipmentView>(this.log, context, async (work) => {
      const known = await this.shipping.shipment(shipmentId, work);
      if (known.status !== 'unknown') return ok(shipmentView(known));
      const decision = splitShipment(await this.shipping.order(orderId, work), command);
      if (!decision.ok) return decision;
      this.shipping.append(decision.value, { work, meta });
      const made = await this.shipping.shipment(shipmentId, work);
      return made.status === 'unknown' ? refused('conflict', 'Nothing was split.') : ok(shipmentView(made));
    });
  }
}
