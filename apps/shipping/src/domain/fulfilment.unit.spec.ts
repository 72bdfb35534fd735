import type { ShippingEvent } from '@windrose/contracts';
import { given } from '@windrose/testing';
import { cancelFulfilment } from './cancel-fulfilment';
import { packedOrder } from './packed-order.fixture';
import {
  allCancelled,
  cancellationRefused,
  customerId,
  eur,
  orderId,
  reason,
  shipment,
  shippingAddress,
  split,
  started,
  wayTo,
} from './shipping.fixtures';
import { splitShipment } from './split-shipment';
import { startFulfilment } from './start-fulfilment';

/** Given what has happened to an order in shipping. */
const givenOrder = (...facts: readonly ShippingEvent[]) => given(packedOrder, ...facts);

const s1 = shipment('s1', '3 mug 3000', '1 tea 500');
const s2 = shipment('s2', '2 mug @porto 2001');
const atTwoPlaces = [started('s1', 's2'), s1.created, s2.created];

describe('starting', () => {
  const order = {
    orderId,
    customerId,
    shippingAddress,
    lines: [
      { sku: 'mug', quantity: 5, unitPrice: eur(1000) },
      { sku: 'tea', quantity: 1, unitPrice: eur(500) },
    ],
    total: eur(5500),
    allocations: [
      { sku: 'mug', quantity: 3, location: 'main' },
      { sku: 'mug', quantity: 2, location: 'porto' },
      { sku: 'tea', quantity: 1, location: 'main' },
    ],
  };
  const idOf = (n: number) => `s${n}`;
  const facts: readonly ShippingEvent[] = [
    started('s1', 's2'),
    s1.created,
    shipment('s2', '2 mug @porto 2000').created,
  ];

  it('packs a shipment for each location', () => {
    givenOrder()
      .when((state) => startFulfilment(state, order, idOf))
      .then(...facts);
  });

  it.each<[string, readonly ShippingEvent[]]>([
    ['it has started', facts],
    ['it was cancelled before', [allCancelled]],
    ['it was packed when there was no fulfilment yet', [s1.created]],
  ])('does nothing when %s', (_why, before) => {
    givenOrder(...before)
      .when((state) => startFulfilment(state, order, idOf))
      .then();
  });
});

describe('cancelling', () => {
  const cancel = (facts: readonly ShippingEvent[]) =>
    givenOrder(...facts).when((state) => cancelFulfilment(state, reason));

  it('cancels every shipment that waits', () => {
    cancel(atTwoPlaces).then(s1.cancelled(), s2.cancelled(), allCancelled);
  });

  it.each([
    ['dispatching', [s1.requested]],
    ['dispatched', [s1.requested, s1.dispatched]],
    ['delivered', [s1.requested, s1.dispatched, s1.delivered]],
  ])('cancels none when one is %s', (status, facts) => {
    cancel([...atTwoPlaces, ...facts]).then(
      cancellationRefused(`A shipment has been called for already: it is ${status}.`),
    );
  });

  it('cancels none when one left and was lost', () => {
    cancel([...atTwoPlaces, s1.requested, s1.dispatched, s1.failed(true)]).then(
      cancellationRefused('A shipment has been called for already: it is lost on its way.'),
    );
  });

  it.each<[string, readonly ShippingEvent[]]>([
    ['failed before it left', [s1.failed(false)]],
    ['failed while its share was captured', [s1.requested, s1.failed(false)]],
    ['was cancelled because its share could not be captured', [s1.requested, s1.cancelled()]],
  ])('cancels the others when one %s', (_how, facts) => {
    cancel([...atTwoPlaces, ...facts]).then(s2.cancelled(), allCancelled);
  });

  it('answers every request until one is granted', () => {
    const refusal = cancellationRefused('A shipment has been called for already: it is dispatching.');
    cancel([...atTwoPlaces, s1.requested, refusal]).then(refusal);
    cancel([...atTwoPlaces, s1.cancelled(), s2.cancelled(), allCancelled]).then();
  });

  it('is granted when nothing has been packed, and nothing will be', () => {
    cancel([]).then(allCancelled);
  });

  it('begins the fulfilment of an order from before there was one', () => {
    cancel([s1.created]).then(started('s1'), s1.cancelled(), allCancelled);
  });
});

describe('splitting', () => {
  const line = (sku: string, quantity: number) => ({ sku, quantity });
  const splitOff = (facts: readonly ShippingEvent[], ...lines: ReturnType<typeof line>[]) =>
    givenOrder(...facts).when((state) => splitShipment(state, { orderId, shipmentId: 's9', lines }));

  it('packs some of a shipment as another, with its share', () => {
    splitOff([started('s2'), s2.created], line('mug', 1)).then(
      split('s9'),
      shipment('s2', '1 mug @porto 1000').reduced,
      shipment('s9', '1 mug @porto 1001').created,
    );
  });

  it('prefers one shipment that has it all and keeps something', () => {
    splitOff(atTwoPlaces, line('mug', 2)).then(
      split('s9'),
      shipment('s1', '1 mug 1000', '1 tea 500').reduced,
      shipment('s9', '2 mug 2000').created,
    );
  });

  it('takes from several when no single one has it', () => {
    splitOff(atTwoPlaces, line('mug', 4)).then(
      split('s9'),
      shipment('s1', '1 tea 500').reduced,
      shipment('s2', '1 mug @porto 1000').reduced,
      shipment('s9', '3 mug 3000', '1 mug @porto 1001').created,
    );
  });

  it('counts lines of one sku together', () => {
    splitOff(atTwoPlaces, line('mug', 1), line('mug', 1)).then(
      split('s9'),
      shipment('s1', '1 mug 1000', '1 tea 500').reduced,
      shipment('s9', '2 mug 2000').created,
    );
  });

  it('can go on with what was split off', () => {
    const s9 = shipment('s9', '2 mug 2000').created;
    splitOff([
      started('s1'),
      s1.created,
      split('s8'),
      shipment('s1', '1 mug 1000', '1 tea 500').reduced,
      s9,
    ]).thenRefused('invalid', '#/lines');
    givenOrder(
      started('s1'),
      s1.created,
      split('s9'),
      shipment('s1', '1 tea 500').reduced,
      shipment('s9', '3 mug 3000').created,
    )
      .when((state) => splitShipment(state, { orderId, shipmentId: 's10', lines: [line('mug', 1)] }))
      .then(split('s10'), shipment('s9', '2 mug 2000').reduced, shipment('s10', '1 mug 1000').created);
  });

  it.each([
    ['a sku that the order hasn’t', [line('ink', 1)], '#/lines/0/sku'],
    ['more than the order has', [line('tea', 1), line('mug', 6)], '#/lines/1/quantity'],
    ['more than the order has, in two lines', [line('mug', 3), line('mug', 3)], '#/lines/1/quantity'],
    ['none of it', [line('mug', 0)], '#/lines/0/quantity'],
    ['half of one', [line('mug', 0.5)], '#/lines/0/quantity'],
    ['nothing', [], '#/lines'],
  ])('is not asked for %s', (_what, lines, pointer) => {
    splitOff(atTwoPlaces, ...lines).thenRefused('invalid', pointer);
  });

  it.each<[string, readonly ShippingEvent[], ReturnType<typeof line>[]]>([
    ['what has been called for', [s1.requested], [line('tea', 1)]],
    ['what is partly called for', [s1.requested], [line('mug', 3)]],
    ['what is delivered', [s1.requested, s1.dispatched, s1.delivered], [line('tea', 1)]],
    ['what is cancelled', [s1.cancelled(), s2.cancelled(), allCancelled], [line('mug', 1)]],
    ['all that there is', [], [line('mug', 5), line('tea', 1)]],
    ['all that a shipment has', [s1.requested], [line('mug', 2)]],
  ])('can not have %s', (_what, facts, lines) => {
    splitOff([...atTwoPlaces, ...facts], ...lines).thenRefused('conflict');
  });

  it('needs something that is packed', () => {
    splitOff([], line('mug', 1)).thenRefused('not_found');
  });

  it('begins the fulfilment of an order from before there was one', () => {
    splitOff([s1.created], line('tea', 1)).then(
      started('s1'),
      split('s9'),
      shipment('s1', '3 mug 3000').reduced,
      shipment('s9', '1 tea 500').created,
    );
  });

  it('leaves delivered shipments alone', () => {
    splitOff([...atTwoPlaces, ...wayTo(s1).slice(1)], line('mug', 1)).then(
      split('s9'),
      shipment('s2', '1 mug @porto 1000').reduced,
      shipment('s9', '1 mug @porto 1001').created,
    );
  });
});
