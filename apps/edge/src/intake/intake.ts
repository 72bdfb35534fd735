import { Injectable } from '@nestjs/common';
import {
  storyEvent,
  type AcceptedCommand,
  type CancelOrder,
  type PlaceOrder,
  type RequestContext,
  type Story,
} from '@windrose/contracts';
import { AppendOutcomeUnknown, EventLog, requestedBy, type UnitOutcome } from '@windrose/event-log';
import { ServiceUnavailable, within } from '@windrose/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { acceptedOrder, commandsStream, type AcceptedOrder } from './accepted-order';

/** Milliseconds that the edge's database may take: to say what was accepted, and to accept something. */
const READ_MS = 1_000;
const ACCEPT_MS = 3_000;
/** Milliseconds before an append is tried again. */
const PAUSE_MS = 100;
/** What is remembered about orders beside their commands. */
const NOTES = 'order_notes';
/** Orders has been seen to have it. From then on it alone knows how the order stands. */
const handedOverNote = (orderId: string): string => `${orderId}/handed-over`;
/** Its client was told 201 although another try of the same request may be on its way into the intake. */
const toldPlacedNote = (orderId: string): string => `${orderId}/told-placed`;

/** What the edge has promised about one order. */
export interface Found {
  readonly order: AcceptedOrder;
  /** Of the stream of its commands. */
  readonly version: number;
  /** Whether somebody has been shown the order as the orders service has it. */
  readonly handedOver: boolean;
  /** Whether its client had been told that orders has placed it, before it was accepted here. */
  readonly toldPlaced: boolean;
}

/**
 * The edge's own log of accepted commands: an order is in it before its client hears 202, and the orders service reads it
 * from there. It needs the database and nothing else.
 */
@Injectable()
export class Intake {
  /** Orders that are being accepted: their callers may have given up. */
  private readonly accepting = new Set<string>();

  constructor(private readonly log: EventLog) {}

  /** Null when nothing was accepted about the order. @throws ServiceUnavailable */
  find(orderId: string): Promise<Found | null> {
    return within(READ_MS, 'the intake', this.read(orderId));
  }

  /**
   * Accepts an order, once: another call about it, also through another edge, finds what the first one has accepted.
   * @throws ServiceUnavailable; it may have been accepted nevertheless
   */
  async placeOrder(command: PlaceOrder, context: RequestContext): Promise<{ found: Found; isNew: boolean }> {
    const isNew = await this.append(0, { type: 'PlaceOrder', ...command }, context);
    return { found: await this.certainly(command.orderId), isNew };
  }

  /** Whether this edge is accepting the order right now, for a call that nobody may be waiting for any more. */
  isAccepting(orderId: string): boolean {
    return this.accepting.has(orderId);
  }

  /**
   * Notes that the client is told 201, so that what comes into the intake later changes no answer. Decided against
   * `placeOrder` by the version of the order's stream: the one that is first is what every repeat is told.
   * @returns what had been accepted before, which then is the answer. @throws ServiceUnavailable
   */
  async tellPlaced(orderId: string): Promise<Found | null> {
    const note = { collection: NOTES, id: toldPlacedNote(orderId), body: true };
    const unit = { stream: commandsStream(orderId), expectedVersion: 0, documents: [note] };
    // Whatever became of a try, noting it again is the same.
    const told = persistently(
      (error) => error instanceof ServiceUnavailable,
      () => this.log.append(unit),
    );
    const { status } = await within(ACCEPT_MS, 'the intake', told);
    return status === 'conflict' ? this.find(orderId) : null;
  }

  /** Queues a cancellation behind an accepted order. @throws ServiceUnavailable */
  async cancelOrder(command: CancelOrder, { version }: Found, context: RequestContext): Promise<Found> {
    await this.append(version, { type: 'CancelOrder', ...command }, context);
    return this.certainly(command.orderId);
  }

  /** From now on an answer of the edge's own would be older than what somebody has seen. @throws ServiceUnavailable */
  async handOver(orderId: string): Promise<void> {
    const note = { collection: NOTES, id: handedOverNote(orderId), body: true };
    await within(READ_MS, 'the intake', this.log.append({ documents: [note] }));
  }

  /** The commands about an order, as events of its story. @throws ServiceUnavailable */
  async story(orderId: string): Promise<Story> {
    const events = await within(READ_MS, 'the intake', this.log.readByKey(orderId));
    return events.map((event) => storyEvent('edge', event));
  }

  private async read(orderId: string): Promise<Found | null> {
    const { state: order, version } = await this.log.load(acceptedOrder, commandsStream(orderId).id);
    if (order === null) return null;
    const [handedOver, toldPlaced] = [handedOverNote(orderId), toldPlacedNote(orderId)];
    const notes = await this.log.documents(NOTES, [handedOver, toldPlaced]);
    return { order, version, handedOver: notes.has(handedOver), toldPlaced: notes.has(toldPlaced) };
  }

  private async certainly(orderId: string): Promise<Found> {
    const found = await this.find(orderId);
    if (found === null) throw new Error(`nothing is known of the accepted order ${orderId}`);
    return found;
  }

  /** False when somebody else was faster. An append that may have happened is tried again: it happens once. */
  private append(expectedVersion: number, command: AcceptedCommand, context: RequestContext): Promise<boolean> {
    const { orderId } = command;
    const unit = {
      stream: commandsStream(orderId),
      expectedVersion,
      events: [{ type: 'CommandAccepted', data: { orderId, command } }],
      meta: requestedBy(context),
    };
    let tries = 0;
    const surely = async (): Promise<boolean> => {
      const { status }: UnitOutcome = await persistently(
        (error) => error instanceof AppendOutcomeUnknown,
        () => {
          tries += 1;
          return this.log.append(unit);
        },
      );
      // Whoever was faster after a lost outcome was this very call.
      return tries > 1 || status === 'appended';
    };
    this.accepting.add(orderId);
    const appending = surely().finally(() => this.accepting.delete(orderId));
    return within(ACCEPT_MS, 'the intake', appending);
  }
}

/** Tries again, for as long as the intake may take, what failed in a way that may pass. @throws what the last try threw */
async function persistently<T>(mayPass: (error: unknown) => boolean, action: () => Promise<T>): Promise<T> {
  const endsAt = performance.now() + ACCEPT_MS;
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!mayPass(error) || performance.now() + PAUSE_MS > endsAt) throw error;
      await sleep(PAUSE_MS);
    }
  }
}
