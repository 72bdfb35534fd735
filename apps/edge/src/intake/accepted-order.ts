import type { AcceptedCommand, CancelOrder, EdgeEvent, PlaceOrder } from '@windrose/contracts';
import type { Decider } from '@windrose/event-log';

/** An order that the edge has promised to hand over, and what was asked about it since. */
export interface AcceptedOrder {
  readonly command: PlaceOrder;
  /** The first cancellation that queues behind it. */
  readonly cancellation: CancelOrder | null;
  /** RFC 3339, UTC. */
  readonly acceptedAt: string;
  readonly updatedAt: string;
}

/** The commands of one order, folded; null when the edge has accepted none. */
export const acceptedOrder: Decider<AcceptedOrder | null, EdgeEvent> = {
  initialState: null,
  evolve(order, { data: { command } }, { recordedAt }) {
    switch (command.type) {
      case 'PlaceOrder': {
        const { type: _, ...placing } = command;
        return order ?? { command: placing, cancellation: null, acceptedAt: recordedAt, updatedAt: recordedAt };
      }
      case 'CancelOrder': {
        const { type: _, ...cancellation } = command;
        return order?.cancellation === null ? { ...order, cancellation, updatedAt: recordedAt } : order;
      }
      default:
        return command satisfies never;
    }
  },
};

/** Where the commands about an order are kept, in their order. */
export function commandsStream(orderId: string) {
  return { id: `order-${orderId}`, key: orderId };
}

/** The promise to carry out a command, as an event. */
export function accepted(command: AcceptedCommand): EdgeEvent {
  return { type: 'CommandAccepted', data: { orderId: command.orderId, command } };
}
