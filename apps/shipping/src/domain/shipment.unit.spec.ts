import type { ShippingEvent } from '@windrose/contracts';
import { given as givenFacts } from '@windrose/testing';
import { shipmentDecider } from './shipment';
import type { ShipmentCommand } from './shipment.commands';
import { decide } from './shipment.decide';
import { ShipmentNotCreated } from './shipment.errors';

const given = (...facts: ShippingEvent[]) => givenFacts(shipmentDecider, ...facts);
const ids = { orderId: 'order-1', shipmentId: 'shipment-1' };
const facts = {
  ...ids,
  customerId: 'customer-1',
  lines: [{ sku: 'compass', quantity: 2 }],
  amount: { amount: 2_500, currency: 'EUR' },
  shippingAddress: { name: 'Ada', street: 'Quay 1', city: 'Porto', postalCode: '4000', country: 'PT' },
};
const movement = { ...ids, customerId: facts.customerId, lines: facts.lines };

const created: ShippingEvent = { type: 'ShipmentCreated', data: facts };
const requested: ShippingEvent = { type: 'ShipmentDispatchRequested', data: { ...ids, amount: facts.amount } };
const dispatched: ShippingEvent = { type: 'ShipmentDispatched', data: movement };
const delivered: ShippingEvent = { type: 'ShipmentDelivered', data: movement };

/** The way of a shipment: its facts so far. */
const WAY = {
  unknown: [],
  created: [created],
  dispatching: [created, requested],
  dispatched: [created, requested, dispatched],
  delivered: [created, requested, dispatched, delivered],
} as const;
type Status = keyof typeof WAY;

const COMMANDS: readonly { command: ShipmentCommand; from: Status; fact: ShippingEvent }[] = [
  { command: { type: 'CreateShipment', ...facts }, from: 'unknown', fact: created },
  { command: { type: 'RequestDispatch' }, from: 'created', fact: requested },
  { command: { type: 'Dispatch' }, from: 'dispatching', fact: dispatched },
  { command: { type: 'Deliver' }, from: 'dispatched', fact: delivered },
];

describe.each(COMMANDS)('$command.type', ({ command, from, fact }) => {
  it(`moves a shipment that is ${from}`, () => {
    given(...WAY[from])
      .when((shipment) => decide(command, shipment))
      .then(fact);
  });

  const elsewhere = (Object.keys(WAY) as Status[]).filter((status) => status !== from && status !== 'unknown');
  it.each(elsewhere)('changes nothing about one that is %s', (status) => {
    given(...WAY[status])
      .when((shipment) => decide(command, shipment))
      .then();
  });
});

describe('a shipment that was never created', () => {
  it.each(['RequestDispatch', 'Dispatch', 'Deliver'] as const)('cannot be moved: %s', (type) => {
    expect(() => given().when((shipment) => decide({ type }, shipment))).toThrow(ShipmentNotCreated);
  });
});

describe('the status', () => {
  it.each(Object.keys(WAY) as Status[])('is %s after the facts that lead there', (status) => {
    expect(given(...WAY[status]).state.status).toBe(status);
  });
});
