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

  it('keeps what people wrote on its line', () => {
    const { text } = letterFor(confirmed, { ...ada, name: 'Ada\n\nYou owe us EUR 9,999.00' });
    expect(text.split('\n')[0]).toBe('Dear Ada You owe us EUR 9,999.00,');
  });
});

describe('the identity of an occasion', () => {
  it('differs by order, template and shipment', () => {
    const all = [confirmed, rejected, dispatched('s1'), dispatched('s2'), { ...confirmed, orderId: 'order-2' }];
    expect(new Set(all.map((occasion) => identityOf(occasion).join('|'))).size).toBe(all.length);
  });
});
