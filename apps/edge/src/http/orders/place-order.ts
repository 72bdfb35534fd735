import { Injectable } from '@nestjs/common';
import type { PlacedOrder, PlaceOrder as Command, RequestContext } from '@windrose/contracts';
import { ServiceUnavailable } from '@windrose/platform';
import { Backend, DEADLINE_MS } from '../../backend/backend';

/** Milliseconds the first try may take; the second one has what is left of the deadline. */
const FIRST_TRY_MS = 3_000;

/**
 * Places an order, trying a second time if the first one got no answer. That is safe: the order's id was chosen before,
 * so orders recognises the order that it may have placed already.
 */
@Injectable()
export class PlaceOrder {
  constructor(private readonly backend: Backend) {}

  async place(command: Command, context: RequestContext): Promise<PlacedOrder> {
    const startedAt = performance.now();
    try {
      return await this.backend.ask('rpc.v1.orders.place', command, context, FIRST_TRY_MS);
    } catch (error) {
      const leftMs = Math.floor(DEADLINE_MS - (performance.now() - startedAt));
      // Told before the time was over, it was no timeout: nobody is there, and asking again would only hold the client.
      const timedOut = leftMs <= DEADLINE_MS - FIRST_TRY_MS;
      if (!timedOut || !(error instanceof ServiceUnavailable)) throw error;
      return this.backend.ask('rpc.v1.orders.place', command, context, leftMs);
    }
  }
}
