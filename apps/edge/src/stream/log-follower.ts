import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '@windrose/chassis';
import { eventSubjectsOf } from '@windrose/contracts';
import { BrokerConnection } from '@windrose/jetstream';
import { messageOf, type Logger } from '@windrose/platform';
import { Bell } from '../prefer/bell';
import { LogPages } from './log-pages';
import { LogTail } from './log-tail';
import { placeAt, TELLERS, type Place, type Teller } from './place';

/** Milliseconds between two looks at all logs: news can get lost, for example while the broker restarts. */
const SAFETY_MS = 1_000;

/** What their relays publish. Only a hint: the events themselves are read from the logs, so that none is missed. */
const NEWS: Readonly<Record<Teller, string>> = {
  edge: eventSubjectsOf('edge'),
  orders: eventSubjectsOf('orders'),
  inventory: eventSubjectsOf('inventory'),
  payments: eventSubjectsOf('payments'),
  shipping: eventSubjectsOf('shipping'),
  notifications: eventSubjectsOf('notifications'),
};

export type Tails = Readonly<Record<Teller, LogTail>>;

/** One who follows the logs. */
export interface Following {
  readonly tails: Tails;
  /** Rings when a log has grown. */
  readonly bell: Bell;
  /** Looks at all logs now, as far as they answer. */
  refresh(): Promise<void>;
  stop(): void;
}

/** Follows all logs for as long as somebody wants to know, once for all of them. */
@Injectable()
export class LogFollower {
  private readonly bells = new Set<Bell>();
  private started: Promise<Tails> | null = null;
  private stopNews: () => void = () => undefined;

  constructor(
    private readonly pages: LogPages,
    private readonly broker: BrokerConnection,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws ServiceUnavailable when a log can't be reached */
  async follow(): Promise<Following> {
    const bell = new Bell();
    this.bells.add(bell);
    const stop = (): void => this.leave(bell);
    const started = (this.started ??= this.start());
    try {
      const tails = await started;
      return { tails, bell, refresh: () => this.refresh(tails), stop };
    } catch (error) {
      // Whoever comes next tries again, unless somebody has begun to.
      if (this.started === started) this.started = null;
      stop();
      throw error;
    }
  }

  private async start(): Promise<Tails> {
    const heads = await Promise.all(TELLERS.map((service) => this.pages.headOf(service)));
    const read = (service: Teller) => (after: number, upTo?: number) => this.pages.read(service, after, upTo);
    const tails = Object.fromEntries(
      TELLERS.map((service, i) => [service, new LogTail(read(service), heads[i]!)]),
    ) as Record<Teller, LogTail>;
    const subscriptions = TELLERS.map((service) =>
      this.broker.nats.subscribe(NEWS[service], { callback: () => void this.look(service, tails[service]) }),
    );
    const timer = setInterval(() => void this.refresh(tails), SAFETY_MS);
    this.stopNews = () => {
      clearInterval(timer);
      for (const subscription of subscriptions) subscription.unsubscribe();
    };
    return tails;
  }

  private async refresh(tails: Tails): Promise<void> {
    await Promise.all(TELLERS.map((service) => this.look(service, tails[service])));
  }

  private async look(service: Teller, tail: LogTail): Promise<void> {
    const before = tail.head;
    try {
      await tail.catchUp();
    } catch (error) {
      this.logger.debug(`the ${service} log can't be followed at the moment: ${messageOf(error)}`);
    }
    if (tail.head > before) for (const bell of this.bells) bell.ring();
  }

  private leave(bell: Bell): void {
    this.bells.delete(bell);
    if (this.bells.size > 0) return;
    this.stopNews();
    this.stopNews = () => undefined;
    this.started = null;
  }
}

/** The places where the tails end. */
export function endOf(tails: Tails): Place {
  return placeAt((service) => tails[service].head);
}
