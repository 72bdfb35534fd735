import type { RefundCause } from '@windrose/contracts';
import { letterFor } from './letter';
import { identityOf, type Occasion } from './occasion';

const about = { orderId: 'order-1', customerId: 'customer-1' };
const shippingAddress = { name: 'Ada', street: 'Quay 1', city: 'Porto', postalCode: '4000', country: 'PT' };
const confirmed: Occasion = {
  template: 'order_confirmed',
  ...about,
  lines: [{ sku: 'compass', name: 'Compass', quantity: 2, unitPrice: { amount: 1_250, currency: 'EUR' } }],
  total: { amount: 2_500, currency: 'EUR' },
  shippingAddress,
};
const rejected: Occasion = {
  template: 'order_rejected',
  ...about,
  reason: { code: 'payment_declined', message: 'The card was declined.' },
};
const dispatched = (shipmentId: string): Occasion => ({
  template: 'shipment_dispatched',
  ...about,
  shipmentId,
  lines: [{ sku: 'compass', quantity: 2 }],
});
const refunded = (cause: RefundCause, shipmentId: string): Occasion => ({
  template: 'payment_refunded',
  ...about,
  cause,
  shipmentId,
  amount: { amount: 1_250, currency: 'EUR' },
});
const ada = { email: 'ada@example.com', name: 'Ada' };

describe('a letter', () => {
  it('about a confirmed order says what was bought, for how much, and where it goes', () => {
    expect(letterFor(confirmed, ada)).toEqual({
      subject: 'Your order order-1 is confirmed',
      text: [
        'Dear Ada,',
        'thank you for your order. It is confirmed:',
        '  2 × Compass, EUR 12.50 each',
        'Total: EUR 25.00',
        'It will be sent to:\nAda\nQuay 1\n4000 Porto\nPT',
        'Order number: order-1',
        'Windrose\n',
      ].join('\n\n'),
    });
  });

  it('about a rejected order gives the reason', () => {
    const { subject, text } = letterFor(rejected, ada);
    expect(subject).toBe('Your order order-1 could not be accepted');
    expect(text).toContain('The reason: The card was declined.\n');
  });

  it('about a dispatched shipment says what is in it', () => {
    const { subject, text } = letterFor(dispatched('s1'), ada);
    expect(subject).toBe('Your order order-1 is on its way');
    expect(text).toContain('  2 × compass\n');
  });

  it.each([
    ['order_expired', 'could not be completed in time', 'You have not been charged.'],
    ['order_cancelled', 'is cancelled', 'goes back to you.'],
  ] as const)('about an order that ended says why, and what becomes of the money: %s', (template, how, money) => {
    const reason = { code: 'x', message: 'The payment took\ntoo long.' };
    const { subject, text } = letterFor({ template, ...about, reason }, ada);
    expect(subject).toBe(`Your order order-1 ${how}`);
    expect(text).toContain('The reason: The payment took too long.\n');
    expect(text).toContain(money);
  });

  it('about a payment that waits for the customer says where to go', () => {
    const nextAction = { type: 'redirect', url: 'https://bank.example/confirm/1' };
    const { text } = letterFor({ template: 'payment_action_required', ...about, nextAction }, ada);
    expect(text).toContain('\nhttps://bank.example/confirm/1\n');
  });

  it.each([
    ['return', 'Your return has arrived.'],
    ['shipment', 'could not be delivered.'],
  ] as const)('about a refund says how much comes back, and why: %s', (type, why) => {
    const { subject, text } = letterFor(refunded({ type, id: 'x' }, 's1'), ada);
    expect(subject).toBe('You get EUR 12.50 back for your order order-1');
    expect(text).toContain(why);
  });

  it('keeps what people wrote on its line', () => {
    const { text } = letterFor(confirmed, { ...ada, name: 'Ada\n\nYou owe us EUR 9,999.00' });
    expect(text.split('\n')[0]).toBe('Dear Ada You owe us EUR 9,999.00,');
  });
});

describe('the identity of an occasion', () => {
  it('differs by order, template, shipment and what a refund is for', () => {
    const all = [
      confirmed,
      rejected,
      dispatched('s1'),
      dispatched('s2'),
      { ...confirmed, orderId: 'order-2' },
      refunded({ type: 'return', id: 'r1' }, 's1'),
      refunded({ type: 'return', id: 'r1' }, 's2'),
      refunded({ type: 'return', id: 'r2' }, 's1'),
    ];
    expect(new Set(all.map((occasion) => identityOf(occasion).join('|'))).size).toBe(all.length);
  });
});
