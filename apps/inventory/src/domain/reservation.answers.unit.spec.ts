import { expectDocumented, given, markdownTable, stateDiagram, type Transition } from '@windrose/testing';
import { reservation, type ReservationEvent, type Situation } from './reservation';
import { answerTo, type Heard } from './reservation.answers';
import {
  damaged,
  heardOf,
  left,
  lost,
  orderId,
  rejected,
  released,
  reserved,
  returned,
  shipmentReleased,
  units,
} from './reservation.fixtures';

const PAGE = 'docs/explanation/order-life.md';

const all = ['2 mug', '1 tea'];
const some = ['1 mug'];
const heard = heardOf(orderId);
const plenty = () => new Map([['main', 9]]);
const nothing = () => new Map<string, number>();

/** A life that leads into each situation; the settled one has units at the customer's, so that they can come back. */
const LIVES: Readonly<Record<Situation, readonly ReservationEvent[]>> = {
  none: [],
  rejected: [rejected],
  held: [reserved(...all)],
  settled: [reserved(...all), left('s0', ...some), released('1 mug', '1 tea')],
};
const situations = Object.keys(LIVES) as Situation[];

interface Case {
  readonly what: string;
  readonly heard: Heard;
  readonly availableAt?: typeof plenty;
}

/** Everything that can be heard, with what makes a difference. */
const CASES: readonly Case[] = [
  { what: 'OrderPlaced, enough in stock', heard: heard.placed(units(...all).lines) },
  { what: 'OrderPlaced, too little', heard: heard.placed(units(...all).lines), availableAt: nothing },
  { what: 'OrderRejected', heard: heard.rejected() },
  { what: 'OrderExpired', heard: heard.expired() },
  { what: 'OrderCancelled, on request', heard: heard.cancelled('customer_request') },
  { what: 'OrderCancelled, shipment_failed', heard: heard.cancelled('shipment_failed') },
  { what: 'ShipmentDispatched', heard: heard.dispatched('s1', units(...some)) },
  { what: 'ShipmentCancelled', heard: heard.shipmentCancelled('s1', units(...some)) },
  { what: 'ShipmentFailed, before it left', heard: heard.shipmentFailed('s1', units(...some), false) },
  { what: 'ShipmentFailed, on its way', heard: heard.shipmentFailed('s1', units(...some), true) },
  { what: 'ReturnReceived, sound', heard: heard.returned('r1', units(...some).lines, 'sound') },
  { what: 'ReturnReceived, damaged', heard: heard.returned('r1', units(...some).lines, 'damaged') },
];

/** What is decided; every cell that is not named here decides nothing. */
const DECISIONS: Readonly<Record<string, Partial<Record<Situation, readonly ReservationEvent[]>>>> = {
  'OrderPlaced, enough in stock': { none: [reserved(...all)] },
  'OrderPlaced, too little': {
    none: [
      {
        type: 'StockReservationRejected',
        data: {
          orderId,
          code: 'out_of_stock',
          shortages: [
            { sku: 'mug', requested: 2, available: 0 },
            { sku: 'tea', requested: 1, available: 0 },
          ],
        },
      },
    ],
  },
  OrderRejected: { none: [released()], held: [released(...all)] },
  OrderExpired: { none: [released()], held: [released(...all)] },
  'OrderCancelled, on request': { none: [released()], held: [released(...all)] },
  'OrderCancelled, shipment_failed': {},
  ShipmentDispatched: { held: [left('s1', ...some)] },
  ShipmentCancelled: { held: [shipmentReleased('s1', ...some)] },
  'ShipmentFailed, before it left': { held: [shipmentReleased('s1', ...some)] },
  'ShipmentFailed, on its way': { held: [left('s1', ...some), lost('s1', ...some)] },
  'ReturnReceived, sound': { settled: [returned('r1', ...some)] },
  'ReturnReceived, damaged': { settled: [damaged('r1', ...some)] },
};

const cells = situations.flatMap((situation) => CASES.map((one) => ({ situation, ...one })));

function answer(life: readonly ReservationEvent[], { heard: what, availableAt = plenty }: Case) {
  return answerTo(what, given(reservation, ...life).state, availableAt);
}

describe('a reservation', () => {
  it.each(cells)('that is $situation hears $what', ({ situation, ...one }) => {
    expect(given(reservation, ...LIVES[situation]).state.situation).toBe(situation);
    expect(answer(LIVES[situation], one)).toEqual(DECISIONS[one.what]![situation] ?? []);
  });

  it.each(cells)('that is $situation hears $what twice, and decides once', ({ situation, ...one }) => {
    const life = [...LIVES[situation], ...answer(LIVES[situation], one)];
    expect(answer(life, one)).toEqual([]);
  });
});

describe('the page about the life of an order', () => {
  it('shows the reservation’s machine', () => {
    const whole: Case[] = [
      { what: 'ShipmentDispatched', heard: heard.dispatched('s1', units(...all)) },
      { what: 'ShipmentCancelled', heard: heard.shipmentCancelled('s1', units(...all)) },
      { what: 'ShipmentFailed', heard: heard.shipmentFailed('s1', units(...all), false) },
    ];
    const moves = situations.flatMap((situation) =>
      [...CASES, ...whole].map((one): Transition => {
        const life = LIVES[situation];
        const to = given(reservation, ...life, ...answer(life, one)).state.situation;
        return { from: situation, to, label: one.what.split(',')[0] };
      }),
    );
    const between = moves.filter(({ from, to }) => from !== to);
    const begin = { from: '[*]', to: 'none' };
    const ends = ['rejected', 'settled'].map((from) => ({ from, to: '[*]' }));
    expectDocumented(PAGE, 'reservation machine', stateDiagram([begin, ...between, ...ends]));
  });

  it('shows what the reservation answers', () => {
    const rows = CASES.map((one) => [
      one.what.replace(/^\w+/, '`$&`'),
      ...situations.map((situation) => {
        const events = answer(LIVES[situation], one).map(({ type }) => `\`${type}\``);
        return events.join(', ') || '–';
      }),
    ]);
    expectDocumented(
      PAGE,
      'reservation answers',
      markdownTable(['', ...situations.map((name) => `\`${name}\``)], rows),
    );
  });
});
