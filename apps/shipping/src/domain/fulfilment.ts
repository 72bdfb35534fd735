import type { EventOf, LineShare, Money, ReturnCondition, ShippingEvents } from '@windrose/contracts';

export type FulfilmentEvent = EventOf<
  Pick<
    ShippingEvents,
    | 'FulfilmentStarted'
    | 'FulfilmentSplit'
    | 'FulfilmentCancelled'
    | 'FulfilmentCancellationRefused'
    | 'ReturnRequested'
    | 'ReturnReceived'
  >
>;

export interface Return {
  readonly returnId: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly lines: readonly LineShare[];
  readonly amount: Money;
  readonly reason: string;
  /** Null until it has been received. */
  readonly condition: ReturnCondition | null;
}

/**
 * An order's part of shipping. Its stream's version guards the set of the order's shipments and returns: whoever adds to
 * it, or decides on all of them, notices that somebody else has done so.
 */
export type Fulfilment =
  | { readonly situation: 'none' }
  | {
      readonly situation: 'open';
      /** In the order of their making. */
      readonly shipmentIds: readonly string[];
      readonly returns: readonly Return[];
    }
  /** Nothing of it leaves the house. */
  | { readonly situation: 'cancelled'; readonly shipmentIds: readonly string[] };

function evolve(fulfilment: Fulfilment, event: FulfilmentEvent): Fulfilment {
  switch (event.type) {
    case 'FulfilmentStarted':
      return { situation: 'open', shipmentIds: event.data.shipmentIds, returns: [] };
    case 'FulfilmentCancelled':
      return { situation: 'cancelled', shipmentIds: shipmentIdsOf(fulfilment) };
    case 'FulfilmentSplit':
    case 'ReturnRequested':
    case 'ReturnReceived':
      return fulfilment.situation === 'open' ? evolveOpen(fulfilment, event) : fulfilment;
    case 'FulfilmentCancellationRefused':
      return fulfilment;
    default:
      return event satisfies never;
  }
}

export const fulfilmentDecider = { initialState: { situation: 'none' } as Fulfilment, evolve };

export function shipmentIdsOf(fulfilment: Fulfilment): readonly string[] {
  return fulfilment.situation === 'none' ? [] : fulfilment.shipmentIds;
}

export function returnsOf(fulfilment: Fulfilment): readonly Return[] {
  return fulfilment.situation === 'open' ? fulfilment.returns : [];
}

type Open = Extract<Fulfilment, { situation: 'open' }>;
type OpenEvent = Extract<FulfilmentEvent, { type: 'FulfilmentSplit' | 'ReturnRequested' | 'ReturnReceived' }>;

function evolveOpen(open: Open, event: OpenEvent): Open {
  switch (event.type) {
    case 'FulfilmentSplit':
      return { ...open, shipmentIds: [...open.shipmentIds, event.data.shipmentId] };
    case 'ReturnRequested':
      return { ...open, returns: [...open.returns, { ...event.data, condition: null }] };
    case 'ReturnReceived': {
      const { returnId, condition } = event.data;
      const returns = open.returns.map((one) => (one.returnId === returnId ? { ...one, condition } : one));
      return { ...open, returns };
    }
    default:
      return event satisfies never;
  }
}
