import { Injectable } from '@nestjs/common';
import {
  ok,
  storyEvent,
  type CancelOrder,
  type PlaceOrder,
  type RequestContext,
  type Result,
  type Story,
} from '@windrose/contracts';
import { AppendOutcomeUnknown, decideOnce, EventLog, requestedBy, type UnitOutcome } from '@windrose/event-log';
import { ServiceUnavailable, within } from '@windrose/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import { accepted, acceptedOrder, commandsStream, type AcceptedOrder } from './accepted-order';

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
  /** Whether somebody has been shown the order as the orders service has it. */
  readonly handedOver: boolean;
  /** Whether its client had been told that orders has placed it, before it was accepted here. */
  readonly toldPlaced: boolean;
}

/** Where a cancellation is decided: `queued` behind the accepted order, or by the orders service, which has the order. */
export type CancellationWay = 'queued' | 'orders';

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
    const isNew = await this.append(command, context);
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

  /**
   * Takes a cancellation of an accepted order the way that its caller sees: `queued`, it queues behind the order unless
   * one does already. All repeats of a request go the way of the first, whatever they see by then: so exactly one log
   * decides on it. Refused when its key was used with another body.
   * @throws ServiceUnavailable; it may have been queued nevertheless
   */
  async cancelOrder(
    command: CancelOrder,
    seen: CancellationWay,
    context: RequestContext,
  ): Promise<Result<CancellationWay>> {
    const stream = commandsStream(command.orderId);
    let tries = 0;
    const deciding = persistently(isOutcomeUnknown, () => {
      tries += 1;
      return decideOnce<CancellationWay>(this.log, context, async (work) => {
        if (seen === 'orders') return ok(seen);
        const { state } = await work.load(acceptedOrder, stream.id);
        if (state === null) throw new Error(`the queued order ${command.orderId} is not in the intake`);
        if (state.cancellation === null) {
          const events = [accepted({ type: 'CancelOrder', ...command })];
          work.append(acceptedOrder, { stream, events, meta: requestedBy(context) });
        }
        return ok(seen);
      });
    });
    const decision = await within(ACCEPT_MS, 'the intake', deciding);
    // What a try of this very call has stored, whose outcome was lost, is no repeat.
    return tries > 1 && decision.ok ? ok(decision.value) : decision;
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
    const { state: order } = await this.log.load(acceptedOrder, commandsStream(orderId).id);
    if (order === null) return null;
    const [handedOver, toldPlaced] = [handedOverNote(orderId), toldPlacedNote(orderId)];
    const notes = await this.log.documents(NOTES, [handedOver, toldPlaced]);
    return { order, handedOver: notes.has(handedOver), toldPlaced: notes.has(toldPlaced) };
  }

  private async certainly(orderId: string): Promise<Found> {
    const found = await this.find(orderId);
    if (found === null) throw new Error(`nothing is known of the accepted order ${orderId}`);
    return found;
  }

  /** False when somebody else was faster. An append that may have happened is tried again: it happens once. */
  private append(command: PlaceOrder, context: RequestContext): Promise<boolean> {
    const { orderId } = command;
    const unit = {
      stream: commandsStream(orderId),
      expectedVersion: 0,
      events: [accepted({ type: 'PlaceOrder', ...command })],
      meta: requestedBy(context),
    };
    let tries = 0;
    const surely = async (): Promise<boolean> => {
      const { status }: UnitOutcome = await persistently(isOutcomeUnknown, () => {
        tries += 1;
        return this.log.append(unit);
      });
      // Whoever was faster after a lost outcome was this very call.
      return tries > 1 || status === 'appended';
    };
    this.accepting.add(orderId);
    const appending = surely().finally(() => this.accepting.delete(orderId));
    return within(ACCEPT_MS, 'the intake', appending);
  }
}

function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof AppendOutcomeUnknown;
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
