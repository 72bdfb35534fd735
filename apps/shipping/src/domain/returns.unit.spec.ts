import type { RequestReturn, ShippingEvent } from '@windrose/contracts';
import { given } from '@windrose/testing';
import fc from 'fast-check';
import { packedOrder } from './packed-order.fixture';
import { receiveReturn, requestReturn } from './returns.decide';
import {
  allCancelled,
  orderId,
  returnReceived,
  returnRequested,
  shipment,
  split,
  started,
  wayTo,
} from './shipping.fixtures';

/** Given what has happened to an order in shipping. */
const givenOrder = (...facts: readonly ShippingEvent[]) => given(packedOrder, ...facts);

const line = (sku: string, quantity: number) => ({ sku, quantity });
const ask = (returnId: string, ...lines: ReturnType<typeof line>[]): RequestReturn => ({
  orderId,
  returnId,
  lines,
  reason: 'Too big.',
});

const s1 = shipment('s1', '3 mug 1000', '1 tea 500');
const s2 = shipment('s2', '1 mug @porto 333');
const delivered = [started('s1', 's2'), s1.created, s2.created, s1.requested, s1.dispatched, s1.delivered];

describe('requesting a return', () => {
  const request = (facts: readonly ShippingEvent[], ...lines: ReturnType<typeof line>[]) =>
    givenOrder(...facts).when((state) => requestReturn(state, ask('r9', ...lines)));

  it('promises the lines’ share of what was paid', () => {
    request(delivered, line('mug', 2), line('tea', 1)).then(returnRequested('r9', '2 mug 667', '1 tea 500'));
  });

  it('counts lines of one sku together, and shipments too', () => {
    request([...delivered, s2.requested, s2.dispatched, s2.delivered], line('mug', 3), line('mug', 1)).then(
      returnRequested('r9', '4 mug 1333'),
    );
  });

  it('gives back the rest of the money with the rest of the units', () => {
    request([...delivered, returnRequested('r1', '2 mug 667')], line('mug', 1)).then(
      returnRequested('r9', '1 mug 333'),
    );
  });

  it.each<[string, readonly ShippingEvent[], ReturnType<typeof line>[], string]>([
    ['more than was delivered', delivered, [line('mug', 4)], '#/lines/0/quantity'],
    ['what is coming back', [...delivered, returnRequested('r1', '1 tea 500')], [line('tea', 1)], '#/lines/0/quantity'],
    [
      'what has come back',
      [...delivered, returnRequested('r1', '1 tea 500'), returnReceived('r1', 'sound', '1 tea 500')],
      [line('mug', 1), line('tea', 1)],
      '#/lines/1/quantity',
    ],
    [
      'what is not there yet',
      [started('s1'), s1.created, s1.requested, s1.dispatched],
      [line('tea', 1)],
      '#/lines/0/quantity',
    ],
    [
      'what never left',
      [started('s1'), s1.created, s1.cancelled(), allCancelled],
      [line('tea', 1)],
      '#/lines/0/quantity',
    ],
    ['what was not ordered', delivered, [line('ink', 1)], '#/lines/0/sku'],
    ['nothing', delivered, [], '#/lines'],
  ])('is refused for %s', (_what, facts, lines, pointer) => {
    request(facts, ...lines).thenRefused('invalid', pointer);
  });

  it('is refused for an order that was never packed', () => {
    request([], line('mug', 1)).thenRefused('not_found');
  });

  it('begins the fulfilment of an order from before there was one', () => {
    request(wayTo(s1), line('tea', 1)).then(started('s1'), returnRequested('r9', '1 tea 500'));
  });
});

describe('receiving a return', () => {
  const receive = (facts: readonly ShippingEvent[], returnId = 'r1') =>
    givenOrder(...delivered, ...facts).when((state) =>
      receiveReturn(state.fulfilment, { returnId, condition: 'damaged' }),
    );

  it('says what came back, and how', () => {
    receive([returnRequested('r1', '1 tea 500')]).then(returnReceived('r1', 'damaged', '1 tea 500'));
  });

  it('happens once', () => {
    receive([returnRequested('r1', '1 tea 500'), returnReceived('r1', 'sound', '1 tea 500')]).thenRefused('conflict');
  });

  it('needs a return', () => {
    receive([], 'r2').thenRefused('not_found');
  });

  it('leaves the other returns open', () => {
    receive([
      returnRequested('r1', '1 tea 500'),
      returnRequested('r2', '1 mug 334'),
      returnReceived('r2', 'sound', '1 mug 334'),
    ]).then(returnReceived('r1', 'damaged', '1 tea 500'));
  });
});

it('all of an order that comes back, in any parts, while more of it is delivered, is refunded to the cent', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), parts, fc.nat(12), (first, second, quantities, secondAfter) => {
      const a = shipment('s1', `5 mug ${first}`);
      const b = shipment('s2', `4 mug @porto ${second}`);
      const facts: ShippingEvent[] = [started('s1'), split('s2'), ...wayTo(a)];
      let refunded = 0;
      let back = 0;
      const returnAtMost = (wanted: number, returnId: string, there: number) => {
        const quantity = Math.min(wanted, there - back);
        if (quantity === 0) return;
        const decision = requestReturn(givenOrder(...facts).state, ask(returnId, line('mug', quantity)));
        if (!decision.ok) throw new Error(decision.refusal.detail);
        facts.push(...decision.value);
        for (const event of decision.value) if (event.type === 'ReturnRequested') refunded += event.data.amount.amount;
        back += quantity;
      };
      quantities.forEach((quantity, i) => {
        if (i === secondAfter) facts.push(...wayTo(b));
        returnAtMost(quantity, `r${i}`, i < secondAfter ? 5 : 9);
      });
      if (quantities.length <= secondAfter) facts.push(...wayTo(b));
      returnAtMost(9, 'rest', 9);
      expect(refunded).toBe(first + second);
    }),
  );
});
