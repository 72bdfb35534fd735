import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '@windrose/chassis';
import type { OrderView, RequestContext } from '@windrose/contracts';
import { ServiceUnavailable, within, type Logger } from '@windrose/platform';
import { LRUCache } from 'lru-cache';
import { Backend, DEADLINE_MS } from '../backend/backend';
import { Refused } from '../backend/refused';
import { Intake, type Found } from './intake';
import { queuedView, withQueuedCancellation } from './queued-view';

/** Milliseconds that orders may take when the edge itself has something to show. */
const PATIENCE_MS = 1_000;
/** Orders that are remembered as none of the intake's any more, so that their readers save a look into it. */
const REMEMBERED = 50_000;

type Asked = { readonly order: OrderView } | { readonly error: unknown };

/**
 * An order as it stands: as orders has it, or else as the edge has accepted it. A reader who has seen the one never sees
 * the other again.
 */
@Injectable()
export class OrderSource {
  private readonly settled = new LRUCache<string, true>({ max: REMEMBERED });

  constructor(
    private readonly backend: Backend,
    private readonly intake: Intake,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws Refused `not_found` when nobody knows it; ServiceUnavailable when that can't be told now */
  async read(orderId: string, context: RequestContext, deadlineMs = DEADLINE_MS): Promise<OrderView> {
    const asking = outcomeOf(this.backend.ask('rpc.v1.orders.get', { orderId }, context, deadlineMs));
    if (this.settled.has(orderId)) return orderIn(await asking);
    let found: Found | null;
    try {
      found = await this.intake.find(orderId);
    } catch (error) {
      return withoutIntake(await asking, error);
    }
    if (found === null) {
      const order = orderIn(await asking);
      this.settled.set(orderId, true);
      return order;
    }
    return this.readAccepted(orderId, found, asking);
  }

  /** The intake has something new about the order: the next reader has to look into it. */
  forget(orderId: string): void {
    this.settled.delete(orderId);
  }

  private async readAccepted(orderId: string, found: Found, asking: Promise<Asked>): Promise<OrderView> {
    const asked = found.handedOver ? await asking : await inTime(asking);
    if ('error' in asked) {
      if (!found.handedOver || isNotFound(asked.error)) return queuedView(found.order);
      throw asked.error;
    }
    await this.handOver(orderId, found);
    const order = withQueuedCancellation(asked.order, found.order);
    if (order === asked.order) this.settled.set(orderId, true);
    return order;
  }

  /** Written down before the order is shown, so that no edge goes back behind it. */
  private async handOver(orderId: string, { handedOver }: Found): Promise<void> {
    if (handedOver) return;
    try {
      await this.intake.handOver(orderId);
    } catch (error) {
      // Showing what orders says is worth more than the promise about a later outage.
      this.logger.warn({ err: error, orderId }, 'the intake could not note that an order was handed over');
    }
  }
}

/** Never rejects: somebody may find out first that the answer isn't needed. */
async function outcomeOf(answer: Promise<OrderView>): Promise<Asked> {
  try {
    return { order: await answer };
  } catch (error) {
    return { error };
  }
}

async function inTime(asking: Promise<Asked>): Promise<Asked> {
  try {
    return await within(PATIENCE_MS, 'orders', asking);
  } catch (error) {
    return { error };
  }
}

function orderIn(asked: Asked): OrderView {
  if ('error' in asked) throw asked.error;
  return asked.order;
}

/** Orders doesn't know it, but the intake might: that it doesn't exist would be a lie. */
function withoutIntake(asked: Asked, reason: unknown): OrderView {
  if ('error' in asked && isNotFound(asked.error)) {
    throw new ServiceUnavailable(`the intake can't be asked for an order that orders doesn't have`, 1, {
      cause: reason,
    });
  }
  return orderIn(asked);
}

function isNotFound(error: unknown): boolean {
  return error instanceof Refused && error.refusal.code === 'not_found';
}
