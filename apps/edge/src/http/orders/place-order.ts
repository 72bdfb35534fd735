import { Injectable } from '@nestjs/common';
import type { OrderView, PlacedOrder, PlaceOrder as Command, RequestContext } from '@windrose/contracts';
import { ServiceBusy, ServiceUnavailable } from '@windrose/platform';
import { Backend } from '../../backend/backend';
import { Refused } from '../../backend/refused';
import { Intake, type Found } from '../../intake/intake';
import { OrderSource } from '../../intake/order-source';
import { queuedView } from '../../intake/queued-view';

/** Milliseconds that orders may take; after that the edge accepts the order itself. */
const PLACE_MS = 3_000;
/** Milliseconds that orders may take to say whether it has an order that the client doesn't want to wait for. */
const EXISTS_MS = 1_000;

export interface Placement {
  readonly order: OrderView;
  /** Whether it was accepted for later (202), and not by orders (201). The same for every repeat of a request. */
  readonly queued: boolean;
  /** Whether an earlier request with the same key had placed it. */
  readonly replayed: boolean;
}

/**
 * Places an order: by asking orders, or by accepting it in the intake, from where orders takes it. The order's id was
 * chosen before, so whatever came of the one, the other can follow: there is one order.
 */
@Injectable()
export class PlaceOrder {
  constructor(
    private readonly backend: Backend,
    private readonly intake: Intake,
    private readonly source: OrderSource,
  ) {}

  async place(command: Command, respondAsync: boolean, context: RequestContext): Promise<Placement> {
    const earlier = await this.acceptedBefore(command);
    if (earlier !== null && earlier !== 'unknown') return this.again(command, earlier, context);
    if (respondAsync && !(await this.isInOrders(command, context))) return this.accept(command, context);
    let placed: PlacedOrder;
    try {
      placed = await this.backend.ask('rpc.v1.orders.place', command, context, PLACE_MS);
    } catch (error) {
      // Turned away, it would only make the load worse as a promise.
      if (!(error instanceof ServiceUnavailable) || error instanceof ServiceBusy) throw error;
      // It may have been placed, and the answer lost: then orders recognises what it reads from the intake.
      return this.accept(command, context);
    }
    const mayHaveRivals = placed.replayed || earlier === 'unknown' || this.intake.isAccepting(command.orderId);
    const first = mayHaveRivals ? await this.toldBefore(command) : null;
    return first === null ? { ...placed, queued: false } : this.again(command, first, context);
  }

  /** Only a request with a key can have been sent before. */
  private async acceptedBefore({ orderId, requestDigest }: Command): Promise<Found | 'unknown' | null> {
    if (requestDigest === undefined) return null;
    return unlessUnavailable(this.intake.find(orderId), 'unknown');
  }

  /**
   * Another try of the same request may be in the intake, or on its way there: from a client that was faster to ask again
   * than the edge to accept. Only one of the two is what the client is told, now and ever after. When that can't be settled,
   * the order's placing is the surer answer.
   */
  private async toldBefore({ orderId, requestDigest }: Command): Promise<Found | null> {
    if (requestDigest === undefined) return null;
    return unlessUnavailable(this.intake.tellPlaced(orderId), null);
  }

  /** A repeat of what orders has placed is for orders to answer, also when its client doesn't want to wait. */
  private async isInOrders({ orderId, requestDigest }: Command, context: RequestContext): Promise<boolean> {
    if (requestDigest === undefined) return false;
    try {
      await this.backend.ask('rpc.v1.orders.get', { orderId }, context, EXISTS_MS);
      return true;
    } catch {
      return false;
    }
  }

  private async accept(command: Command, context: RequestContext): Promise<Placement> {
    this.source.forget(command.orderId);
    const { found, isNew } = await this.intake.placeOrder(command, context);
    if (!isNew || found.toldPlaced) return this.again(command, found, context);
    refuseAnother(command, found);
    return { order: queuedView(found.order), queued: true, replayed: false };
  }

  private async again(command: Command, found: Found, context: RequestContext): Promise<Placement> {
    refuseAnother(command, found);
    const order = await this.source.read(command.orderId, context);
    return { order, queued: !found.toldPlaced, replayed: true };
  }
}

async function unlessUnavailable<T, Instead>(answer: Promise<T>, instead: Instead): Promise<T | Instead> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ServiceUnavailable) return instead;
    throw error;
  }
}

/** @throws Refused when the key was used for another order */
function refuseAnother({ requestDigest }: Command, { order: { command } }: Found): void {
  if (requestDigest === command.requestDigest) return;
  throw new Refused({ code: 'idempotency_key_reused', detail: 'This Idempotency-Key was used for another order.' });
}
