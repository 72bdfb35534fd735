import { Injectable } from '@nestjs/common';
import { eventSubjectsAbout } from '@windrose/contracts';
import { BrokerConnection } from '@windrose/jetstream';
import { OrderNews } from './order-news';

/** News from the relay of the orders log: what it publishes to its stream, any plain subscription hears too. */
@Injectable()
export class BrokerOrderNews extends OrderNews {
  constructor(private readonly broker: BrokerConnection) {
    super();
  }

  follow(orderId: string, listener: () => void): () => void {
    // No news without a connection, and none is remembered: those who wait look by themselves now and then.
    if (!this.broker.connected) return () => {};
    const subscription = this.broker.nats.subscribe(eventSubjectsAbout('orders', orderId), { callback: listener });
    return () => subscription.unsubscribe();
  }
}
