import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { RequestContext, StoryEvent } from '@windrose/contracts';
import type { FastifyReply } from 'fastify';
import type { Caller } from '../auth/caller';
import { clientGone } from '../prefer/client-gone';
import { Stopping } from '../prefer/stopping';
import { OrderStory } from '../story/order-story';
import { EventFeed, type FeedOptions, type PlacedEvent } from './event-feed';
import { eventStream } from './event-stream';
import { endOf, LogFollower, type Following } from './log-follower';
import type { LoggedEvent } from './log-pages';
import { OrderOwners } from './order-owners';
import { isTeller, placeAt, type Place } from './place';
import { Seats } from './seats';
import { signalAt } from './signal-at';

/** Who follows, and from where: null is from now on. */
export interface Follow {
  readonly caller: Caller;
  readonly place: Place | null;
  readonly reply: FastifyReply;
}

interface Beginning extends Pick<FeedOptions, 'place' | 'told' | 'wants'> {
  readonly history?: readonly PlacedEvent[];
}

/** Events of orders as they happen, from any place of the past on, until the caller's token expires. */
@Injectable()
export class OrderStreams {
  constructor(
    private readonly follower: LogFollower,
    private readonly owners: OrderOwners,
    private readonly story: OrderStory,
    private readonly stopping: Stopping,
    private readonly seats: Seats,
  ) {}

  /** All orders that the caller may see. @throws ServiceUnavailable */
  ofAll(follow: Follow): Promise<Readable> {
    const { id, role } = follow.caller;
    const wants = (event: LoggedEvent) => (role === 'operator' ? event.orderId !== null : this.isOf(id, event));
    return this.open(follow, (end) => Promise.resolve({ place: follow.place ?? end, wants }));
  }

  /** One order, which the caller may see. Its past is its story: nobody has to look for it in all logs. @throws ServiceUnavailable */
  ofOne(orderId: string, follow: Follow, context: RequestContext): Promise<Readable> {
    return this.open(follow, async (end) => {
      // Read when the logs' ends were known: what is not in it comes behind them.
      const story = await this.story.of(orderId, context);
      return { ...pastOf(story, follow.place ?? end, end), wants: (event) => event.orderId === orderId };
    });
  }

  private async open({ caller, reply }: Follow, begin: (end: Place) => Promise<Beginning>): Promise<Readable> {
    const leaveSeat = this.seats.take(caller.id);
    const expiry = signalAt(caller.expiresAt);
    let following: Following | null = null;
    const leave = (): void => {
      following?.stop();
      expiry.cancel();
      leaveSeat();
    };
    try {
      following = await this.follower.follow();
      const { bell } = following;
      const { history = [], ...feedOptions } = await begin(endOf(following.tails));
      const signal = AbortSignal.any([clientGone(reply), this.stopping.signal, expiry.signal]);
      signal.addEventListener('abort', () => bell.ring());
      const feed = new EventFeed({ following, signal, ...feedOptions });
      return eventStream({ history, feed, signal, expired: expiry.signal }).once('close', leave);
    } catch (error) {
      leave();
      throw error;
    }
  }

  private isOf(customerId: string, event: LoggedEvent): boolean | Promise<boolean> {
    const owner = this.owners.of(event);
    return owner instanceof Promise ? owner.then((id) => id === customerId) : owner === customerId;
  }
}

/** What of a story is behind a place, and where to go on when it has been told. */
function pastOf(story: readonly StoryEvent[], from: Place, end: Place): Omit<Beginning, 'wants'> {
  let place = from;
  const reached = new Map<string, number>();
  const history: PlacedEvent[] = [];
  for (const event of story) {
    const { service, position } = event;
    if (!isTeller(service)) continue;
    reached.set(service, position);
    if (position <= from[service]) continue;
    place = { ...place, [service]: position };
    history.push({ event: { ...event, service, orderId: null, bytes: 0 }, place });
  }
  return {
    history,
    place: placeAt((service) => Math.max(from[service], end[service], reached.get(service) ?? 0)),
    told: story.map(({ id }) => id),
  };
}
