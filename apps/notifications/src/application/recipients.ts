import { Injectable } from '@nestjs/common';
import type { CustomerRegistered } from '@windrose/contracts';
import { EventLog, type DocumentWrite } from '@windrose/event-log';
import { LRUCache } from 'lru-cache';
import type { Recipient } from '../domain/recipient';

const COLLECTION = 'recipients';

/** A customer who orders is written to several times within seconds; one who is erased must be forgotten soon. */
const CACHE = { max: 10_000, ttl: 60_000 } as const;

/** This service's own copy of the customers: only what a letter needs. */
@Injectable()
export class Recipients {
  private readonly cache = new LRUCache<string, Recipient>(CACHE);

  constructor(private readonly log: EventLog) {}

  /** Undefined while the customer's registration has not arrived here yet. */
  async find(customerId: string): Promise<Recipient | undefined> {
    const known = this.cache.get(customerId);
    if (known !== undefined) return known;
    const recipient = (await this.log.documents<Recipient>(COLLECTION, [customerId])).get(customerId);
    if (recipient !== undefined) this.cache.set(customerId, recipient);
    return recipient;
  }
}

/** What is kept of a customer. */
export function recipientDocument({ customerId, email, name }: CustomerRegistered): DocumentWrite {
  const body: Recipient = { email, name };
  return { collection: COLLECTION, id: customerId, body };
}
