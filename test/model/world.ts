import type { OrderView, Service, ShipmentView } from '@windrose/contracts';
import type { DueTimer, RecordedEvent } from '@windrose/event-log';
import { inventoryDerivation } from '../../apps/inventory/src/application/derivation';
import { InventoryModule } from '../../apps/inventory/src/inventory.module';
import { ComposeEmailJob } from '../../apps/notifications/src/application/compose-email.job';
import { notificationsDerivation } from '../../apps/notifications/src/application/derivation';
import { MAIL_IS_SENT } from '../../apps/notifications/src/application/email-writer';
import { Mailer, type MailerAnswer } from '../../apps/notifications/src/application/mailer';
import { SendEmailJob } from '../../apps/notifications/src/application/send-email.job';
import { NotificationsModule } from '../../apps/notifications/src/notifications.module';
import { ordersDerivation } from '../../apps/orders/src/application/derivation';
import { OrderExpiryTimer } from '../../apps/orders/src/application/order-expiry.timer';
import { orderDeadlines } from '../../apps/orders/src/orders.config';
import { OrdersModule } from '../../apps/orders/src/orders.module';
import { AuthorizePaymentJob } from '../../apps/payments/src/application/authorize-payment.job';
import { CapturePaymentJob } from '../../apps/payments/src/application/capture-payment.job';
import { paymentsDerivation } from '../../apps/payments/src/application/derivation';
import { ReconcilePaymentJob } from '../../apps/payments/src/application/reconcile-payment.job';
import { RefundPaymentJob } from '../../apps/payments/src/application/refund-payment.job';
import { RetryCaptureTimer } from '../../apps/payments/src/application/retry-capture.timer';
import { VoidPaymentJob } from '../../apps/payments/src/application/void-payment.job';
import { PaymentsModule } from '../../apps/payments/src/payments.module';
import { CarrierCollectsTimer } from '../../apps/shipping/src/application/carrier-collects.timer';
import { CarrierDeliversTimer } from '../../apps/shipping/src/application/carrier-delivers.timer';
import { shippingDerivation } from '../../apps/shipping/src/application/derivation';
import { carrierOf } from '../../apps/shipping/src/carrier/carrier-of';
import { shippingConfig } from '../../apps/shipping/src/shipping.config';
import { ShippingModule } from '../../apps/shipping/src/shipping.module';
import type { Books } from './books';
import { ModelClock, type WaitingJob } from './memory-log';
import { heldOf, ModelProvider } from './model-provider';
import { ModelService, type ModelServiceOptions } from './model-service';

const SERVICES: readonly ModelServiceOptions[] = [
  {
    service: 'orders',
    module: OrdersModule,
    timers: [OrderExpiryTimer],
    derivation: ordersDerivation(orderDeadlines()),
  },
  { service: 'inventory', module: InventoryModule, derivation: inventoryDerivation },
  {
    service: 'payments',
    module: PaymentsModule,
    jobs: [AuthorizePaymentJob, ReconcilePaymentJob, CapturePaymentJob, VoidPaymentJob, RefundPaymentJob],
    timers: [RetryCaptureTimer],
    derivation: paymentsDerivation,
  },
  {
    service: 'shipping',
    module: ShippingModule,
    timers: [CarrierCollectsTimer, CarrierDeliversTimer],
    derivation: shippingDerivation(carrierOf(shippingConfig())),
  },
];

/** A mail server that takes everything. */
const MAILER: Mailer = {
  send: (): Promise<MailerAnswer> => Promise.resolve({ outcome: 'accepted', messageId: 'model' }),
};

/** Who writes to customers: nothing that happens to orders depends on it. */
export const NOTIFICATIONS: ModelServiceOptions = {
  service: 'notifications',
  module: NotificationsModule,
  jobs: [ComposeEmailJob, SendEmailJob],
  derivation: notificationsDerivation({ mailIsSent: true }),
  instead: [
    [MAIL_IS_SENT, true],
    [Mailer, MAILER],
  ],
};

export const STOCK: Readonly<Record<string, number>> = { tea: 5, cup: 4 };
const PRICE = { amount: 333, currency: 'EUR' };

/** One source as one service follows it. */
export interface Feed {
  readonly to: ModelService;
  readonly from: ModelService;
  cursor: number;
}

/** The four services, and more if asked for, with what connects them: feeds that keep each log's order, and nothing that happens by itself. */
export class World {
  readonly clock = new ModelClock();
  readonly provider = new ModelProvider();
  readonly feeds: Feed[] = [];
  readonly orderIds: string[] = [];
  readonly returnIds: string[] = [];
  private readonly services = new Map<Service, ModelService>();

  static async open(more: readonly ModelServiceOptions[] = []): Promise<World> {
    const world = new World();
    for (const options of [...SERVICES, ...more]) {
      world.services.set(options.service, await ModelService.create(options, world.clock, world.provider));
    }
    for (const to of world.services.values()) {
      for (const source of to.sources) {
        const from = world.services.get(source as Service);
        if (from !== undefined) world.feeds.push({ to, from, cursor: 0 });
      }
    }
    return world;
  }

  /** Everything as on the first day: the apps hold nothing that is not in their logs. */
  async begin(): Promise<void> {
    this.clock.reset();
    this.provider.clear();
    for (const { log } of this.services.values()) log.clear();
    for (const feed of this.feeds) feed.cursor = 0;
    this.orderIds.length = 0;
    this.returnIds.length = 0;
    for (const [sku, stock] of Object.entries(STOCK)) {
      await this.of('inventory').ask(
        'rpc.v1.inventory.add-product',
        { sku, name: sku, price: PRICE, stock },
        'operator',
      );
    }
    for (const feed of this.feeds) while (feed.cursor < feed.from.log.events.length) await this.deliver(feed);
  }

  /** Whom notifications is to write to: there is no service for customers here. */
  async addAda(): Promise<void> {
    const data = { customerId: 'ada', email: 'ada@example.com', name: 'Ada', role: 'customer' };
    const event = { ...this.of('inventory').log.events[0]!, type: 'CustomerRegistered', key: 'ada', data };
    await this.of('notifications').take('customers', event);
  }

  /** More of every product, elsewhere. */
  async addStock(location: string): Promise<void> {
    for (const sku of Object.keys(STOCK)) {
      const input = { sku, delta: 3, reason: 'more', location };
      await this.of('inventory').ask('rpc.v1.inventory.adjust-stock', input, 'operator');
    }
  }

  of(service: Service): ModelService {
    return this.services.get(service)!;
  }

  events(service: Service, type: string): RecordedEvent[] {
    return this.of(service).log.events.filter((event) => event.type === type);
  }

  /** The next event that the consumer has not seen. */
  async deliver(feed: Feed): Promise<void> {
    await feed.to.take(feed.from.service, feed.from.log.events[feed.cursor]!);
    feed.cursor += 1;
  }

  get waitingFeeds(): Feed[] {
    return this.feeds.filter(({ cursor, from }) => cursor < from.log.events.length);
  }

  get jobs(): { readonly service: ModelService; readonly job: WaitingJob }[] {
    return this.waiting(({ jobs }) => jobs).map(([service, job]) => ({ service, job }));
  }

  /** In the order in which they are due. */
  get timers(): { readonly service: ModelService; readonly timer: DueTimer }[] {
    return this.waiting(({ timers }) => timers)
      .map(([service, timer]) => ({ service, timer }))
      .sort((a, b) => Date.parse(a.timer.dueAt) - Date.parse(b.timer.dueAt));
  }

  /** Time passes until it is due, at least. */
  async fire({ service, timer }: { readonly service: ModelService; readonly timer: DueTimer }): Promise<void> {
    this.clock.ms = Math.max(this.clock.ms, Date.parse(timer.dueAt));
    await service.fire(timer);
  }

  /** Backs up a service. Returns the way to restore it from that, and from the mirror of its log. */
  backUp(service: Service): () => void {
    const { log, derivation } = this.of(service);
    const backup = log.backUp();
    const cursors = this.feeds.filter(({ to }) => to.service === service).map(({ cursor }) => cursor);
    return () => {
      log.restore(backup, derivation);
      this.feeds.filter(({ to }) => to.service === service).forEach((feed, i) => (feed.cursor = cursors[i]!));
    };
  }

  get all(): readonly ModelService[] {
    return [...this.services.values()];
  }

  async order(orderId: string): Promise<OrderView> {
    const reply = await this.of('orders').ask('rpc.v1.orders.get', { orderId }, 'operator');
    if (!reply.ok) throw new Error(reply.refusal.detail);
    return reply.value;
  }

  async books(): Promise<Books> {
    return {
      facts: (service) => this.of(service).log.events,
      balances: await this.of('inventory').log.balances(Object.keys(STOCK)),
      authorizations: this.provider.authorizations.map((authorization) => ({
        ...authorization,
        held: heldOf(authorization),
      })),
    };
  }

  async shipments(orderId: string): Promise<ShipmentView[]> {
    const reply = await this.of('shipping').ask('rpc.v1.shipping.list', { orderId }, 'operator');
    return reply.ok ? [...reply.value] : [];
  }

  private waiting<T>(pick: (log: ModelService['log']) => Map<string, T>): [ModelService, T][] {
    return [...this.services.values()].flatMap((service) =>
      [...pick(service.log).values()].map((entry): [ModelService, T] => [service, entry]),
    );
  }
}
