import type { CancelOrder, PlaceOrder } from '../rpc/orders';

/** What the edge may accept on behalf of the orders service: the very input of the call that it stands for. */
export type AcceptedCommand =
  ({ readonly type: 'PlaceOrder' } & PlaceOrder) | ({ readonly type: 'CancelOrder' } & CancelOrder);

/**
 * The edge has promised that this will be carried out, because the orders service could not answer or its caller did not
 * want to wait. Who asked is the event's actor. An order's first one places it; what follows queues behind.
 */
export interface CommandAccepted {
  readonly orderId: string;
  readonly command: AcceptedCommand;
}

export interface EdgeEvents {
  CommandAccepted: CommandAccepted;
}
