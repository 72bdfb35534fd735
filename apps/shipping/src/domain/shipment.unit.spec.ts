import { given as givenFacts } from '@windrose/testing';
import { shipmentDecider, type ShipmentEvent } from './shipment';
import type { ShipmentCommand } from './shipment.commands';
import { decide } from './shipment.decide';
import { ShipmentNotCreated } from './shipment.errors';
import { customerId, orderId, packed, reason, shipment, shippingAddress } from './shipping.fixtures';

const given = (...facts: readonly ShipmentEvent[]) => givenFacts(shipmentDecider, ...facts);

const whole = ['2 mug 2001', '1 tea @porto 499'];
const { created, requested, dispatched, delivered, failed, cancelled } = shipment('s1', ...whole);
const half = shipment('s1', '1 mug 1001', '1 tea @porto 499');
const captureFailed = { code: 'capture_failed', message: 'Do not honour.' };

/** The way of a shipment: its facts so far. */
const WAYS = {
  unknown: [],
  created: [created],
  'created, reduced': [shipment('s1', '9 mug 9000').created, shipment('s1', ...whole).reduced],
  dispatching: [created, requested],
  dispatched: [created, requested, dispatched],
  delivered: [created, requested, dispatched, delivered],
  'failed before it left': [created, failed(false)],
  'failed on its way': [created, requested, dispatched, failed(true)],
  cancelled: [created, cancelled()],
} as const;
type Way = keyof typeof WAYS;

const COMMANDS: readonly { command: ShipmentCommand; facts: Partial<Record<Way, ShipmentEvent>> }[] = [
  {
    command: {
      type: 'CreateShipment',
      orderId,
      shipmentId: 's1',
      customerId,
      shippingAddress,
      contents: packed(...whole),
    },
    facts: { unknown: created },
  },
  {
    command: { type: 'ReduceShipment', contents: packed('1 mug 1001', '1 tea @porto 499') },
    facts: { created: half.reduced, 'created, reduced': half.reduced },
  },
  { command: { type: 'RequestDispatch' }, facts: { created: requested, 'created, reduced': requested } },
  { command: { type: 'Dispatch' }, facts: { dispatching: dispatched } },
  {
    command: { type: 'GiveUpCapture', message: 'Do not honour.' },
    facts: { dispatching: cancelled(captureFailed) },
  },
  { command: { type: 'Deliver' }, facts: { dispatched: delivered } },
  {
    command: { type: 'Fail', message: 'Fell off the lorry.' },
    facts: {
      created: failed(false),
      'created, reduced': failed(false),
      dispatching: failed(false),
      dispatched: failed(true),
    },
  },
  {
    command: { type: 'CancelShipment', reason },
    facts: { created: cancelled(), 'created, reduced': cancelled() },
  },
];

describe.each(COMMANDS)('$command.type', ({ command, facts }) => {
  const ways = (Object.keys(WAYS) as Way[]).filter((way) => way !== 'unknown' || facts.unknown);

  it.each(ways)('of a shipment that is %s', (way) => {
    const fact = facts[way];
    given(...WAYS[way])
      .when((state) => decide(command, state))
      .then(...(fact ? [fact] : []));
  });

  if (command.type !== 'CreateShipment') {
    it('needs a shipment', () => {
      expect(() => given().when((state) => decide(command, state))).toThrow(ShipmentNotCreated);
    });
  }
});

describe('the status', () => {
  it.each(Object.keys(WAYS) as Way[])('of one that is %s', (way) => {
    expect(way.startsWith(given(...WAYS[way]).state.status)).toBe(true);
  });
});

it('of an old shipment is all at the default location, its amount shared by the piece', () => {
  const { contents: _none, ...data } = shipment('s1', '2 mug 1000', '1 tea 500').created.data;
  expect(given({ type: 'ShipmentCreated', data }).state).toMatchObject({
    contents: packed('2 mug 1000', '1 tea 500'),
  });
});
