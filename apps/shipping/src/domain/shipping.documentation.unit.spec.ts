import type { ShippingEvent } from '@windrose/contracts';
import { expectDocumented, given, stateDiagram, type Transition } from '@windrose/testing';
import { cancelFulfilment } from './cancel-fulfilment';
import type { Fulfilment } from './fulfilment';
import { packedOrder } from './packed-order.fixture';
import type { PackedOrder } from './packed-order';
import { receiveReturn, requestReturn } from './returns.decide';
import { shipmentDecider, type Shipment, type ShipmentEvent } from './shipment';
import type { ShipmentCommand } from './shipment.commands';
import { decide } from './shipment.decide';
import {
  allCancelled,
  customerId,
  eur,
  orderId,
  packed,
  reason,
  returnRequested,
  shipment,
  shippingAddress,
  started,
  wayTo,
} from './shipping.fixtures';
import { splitShipment } from './split-shipment';
import { startFulfilment } from './start-fulfilment';

/** Given what has happened to an order in shipping. */
const givenOrder = (...facts: readonly ShippingEvent[]) => given(packedOrder, ...facts);

const PAGE = 'docs/explanation/order-life.md';

const contents = packed('2 mug 2000');
const s1 = shipment('s1', '2 mug 2000');

/** A life that leads to each status. */
const SHIPMENTS: Readonly<Record<Shipment['status'], readonly ShipmentEvent[]>> = {
  unknown: [],
  created: [s1.created],
  dispatching: [s1.created, s1.requested],
  dispatched: [s1.created, s1.requested, s1.dispatched],
  delivered: [s1.created, s1.requested, s1.dispatched, s1.delivered],
  failed: [s1.created, s1.failed(false)],
  cancelled: [s1.created, s1.cancelled()],
};

const COMMANDS: { readonly [T in ShipmentCommand['type']]: Extract<ShipmentCommand, { type: T }> } = {
  CreateShipment: { type: 'CreateShipment', orderId, shipmentId: 's1', customerId, shippingAddress, contents },
  ReduceShipment: { type: 'ReduceShipment', contents: packed('1 mug 1000') },
  RequestDispatch: { type: 'RequestDispatch' },
  Dispatch: { type: 'Dispatch' },
  GiveUpCapture: { type: 'GiveUpCapture', message: 'Do not honour.' },
  Deliver: { type: 'Deliver' },
  Fail: { type: 'Fail', message: 'Lost.' },
  CancelShipment: { type: 'CancelShipment', reason },
};

function shipmentMoves(): Transition[] {
  return Object.entries(SHIPMENTS).flatMap(([from, life]) =>
    Object.values(COMMANDS)
      .filter(({ type }) => (type === 'CreateShipment') === (from === 'unknown'))
      .map((command): Transition => {
        const { state } = given(shipmentDecider, ...life);
        const events = decide(command, state);
        const to = given(shipmentDecider, ...life, ...events).state.status;
        const label = events.length > 0 || from !== to ? command.type : undefined;
        return { from: from === 'unknown' ? '[*]' : from, to, label };
      })
      .filter(({ label }) => label !== undefined),
  );
}

type Situation = Fulfilment['situation'];

const ORDERS: Readonly<Record<Situation, readonly ShippingEvent[]>> = {
  none: [],
  open: [started('s1'), s1.created],
  cancelled: [started('s1'), s1.created, s1.cancelled(), allCancelled],
};
const RETURNABLE = [started('s1'), ...wayTo(s1), returnRequested('r1', '1 mug 1000')];

const order = {
  orderId,
  customerId,
  shippingAddress,
  lines: [{ sku: 'mug', quantity: 2, unitPrice: eur(1000) }],
  total: eur(2000),
};
const lines = [{ sku: 'mug', quantity: 1 }];

const REQUESTS: Readonly<Record<string, (state: PackedOrder) => readonly ShippingEvent[]>> = {
  OrderConfirmed: (state) => startFulfilment(state, order, (n) => `s${n}`),
  OrderCancellationRequested: (state) => cancelFulfilment(state, reason),
  SplitShipment: (state) => eventsOf(splitShipment(state, { orderId, shipmentId: 's2', lines })),
  RequestReturn: (state) => eventsOf(requestReturn(state, { orderId, returnId: 'r2', lines, reason: 'Too big.' })),
  ReceiveReturn: (state) => eventsOf(receiveReturn(state.fulfilment, { returnId: 'r1', condition: 'sound' })),
};

function eventsOf(result: ReturnType<typeof requestReturn>): readonly ShippingEvent[] {
  return result.ok ? result.value : [];
}

function fulfilmentMoves(): Transition[] {
  return [...Object.values(ORDERS), RETURNABLE].flatMap((life) =>
    Object.entries(REQUESTS).flatMap(([label, decideOn]): Transition[] => {
      const { state } = givenOrder(...life);
      const events = decideOn(state);
      if (events.length === 0) return [];
      const to = givenOrder(...life, ...events).state.fulfilment.situation;
      return [{ from: state.fulfilment.situation, to, label }];
    }),
  );
}

describe('the page about the life of an order', () => {
  it('shows the shipment’s machine', () => {
    const ends = ['delivered', 'failed', 'cancelled'].map((from) => ({ from, to: '[*]' }));
    expectDocumented(PAGE, 'shipment machine', stateDiagram([...shipmentMoves(), ...ends]));
  });

  it('shows the fulfilment’s machine', () => {
    const begin = { from: '[*]', to: 'none' };
    const end = { from: 'cancelled', to: '[*]' };
    expectDocumented(PAGE, 'fulfilment machine', stateDiagram([begin, ...fulfilmentMoves(), end]));
  });
});
