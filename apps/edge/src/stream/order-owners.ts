import { Injectable } from '@nestjs/common';
import { newId } from '@windrose/platform';
import { LRUCache } from 'lru-cache';
import { Backend } from '../backend/backend';
import { Refused } from '../backend/refused';
import type { LoggedEvent } from './log-pages';

const REMEMBERED = 50_000;

interface Telling {
  readonly customerId?: unknown;
  readonly command?: { readonly customerId?: unknown };
}

/** Whose an order is. Most events are about an order whose placing was heard; for the rest orders is asked, once. */
@Injectable()
export class OrderOwners {
  private readonly owners = new LRUCache<string, string>({ max: REMEMBERED });

  constructor(private readonly backend: Backend) {}

  /** Null for what is not about an order that somebody has placed. @throws ServiceUnavailable when orders can't be asked */
  of({ orderId, data }: LoggedEvent): string | null | Promise<string | null> {
    if (orderId === null) return null;
    const known = this.owners.get(orderId);
    if (known !== undefined) return known;
    const { customerId, command } = data as Telling;
    const told = customerId ?? command?.customerId;
    return typeof told === 'string' ? this.remember(orderId, told) : this.ask(orderId);
  }

  private async ask(orderId: string): Promise<string | null> {
    const context = { actor: { type: 'service', id: 'edge' }, correlationId: newId() } as const;
    try {
      const order = await this.backend.ask('rpc.v1.orders.get', { orderId }, context);
      return this.remember(orderId, order.customerId);
    } catch (error) {
      if (error instanceof Refused) return null;
      throw error;
    }
  }

  private remember(orderId: string, customerId: string): string {
    this.owners.set(orderId, customerId);
    return customerId;
  }
}
