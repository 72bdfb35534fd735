import { given } from '@windrose/testing';
import { order } from './order';
import { placeOrder } from './order.decide';
import { catalogue, command, eur, orderPlaced, placed } from './order.fixtures';

describe('placing an order', () => {
  it('takes names and prices from the catalogue and adds them up', () => {
    given(order)
      .when((state) => placeOrder(state, command, catalogue()))
      .then({ type: 'OrderPlaced', data: placed });
  });

  it('keeps the lines as they were written, a repeated sku too', () => {
    const lines = [
      { sku: 'mug', quantity: 1 },
      { sku: 'tea', quantity: 1 },
      { sku: 'mug', quantity: 1 },
    ];
    given(order)
      .when((state) => placeOrder(state, { ...command, lines }, catalogue()))
      .then({
        type: 'OrderPlaced',
        data: {
          ...placed,
          lines: [
            { sku: 'mug', name: 'Mug', quantity: 1, unitPrice: eur(1250) },
            { sku: 'tea', name: 'Tea', quantity: 1, unitPrice: eur(400) },
            { sku: 'mug', name: 'Mug', quantity: 1, unitPrice: eur(1250) },
          ],
        },
      });
  });

  it('names every line whose product is unknown or not for sale', () => {
    const lines = [
      { sku: 'ghost', quantity: 1 },
      { sku: 'mug', quantity: 1 },
      { sku: 'old', quantity: 1 },
    ];
    given(order)
      .when((state) => placeOrder(state, { ...command, lines }, catalogue({ sku: 'old', active: false })))
      .thenRefused('invalid', '#/lines/0/sku', '#/lines/2/sku');
  });

  it('has one currency', () => {
    const lines = [
      { sku: 'mug', quantity: 1 },
      { sku: 'yen', quantity: 1 },
    ];
    given(order)
      .when((state) =>
        placeOrder(state, { ...command, lines }, catalogue({ sku: 'yen', price: { amount: 900, currency: 'JPY' } })),
      )
      .thenRefused('invalid', '#/lines');
  });

  it('is worth an amount that a number holds exactly', () => {
    const dear = catalogue({ sku: 'dear', price: eur(Number.MAX_SAFE_INTEGER) });
    given(order)
      .when((state) => placeOrder(state, { ...command, lines: [{ sku: 'dear', quantity: 2 }] }, dear))
      .thenRefused('invalid', '#/lines');
  });

  it.each([0, -1, 1.5, 10_001])('has no line of %p units', (quantity) => {
    given(order)
      .when((state) => placeOrder(state, { ...command, lines: [{ sku: 'mug', quantity }] }, catalogue()))
      .thenRefused('invalid', '#/lines/0/quantity');
  });

  it.each([0, 101])('has not %p lines', (count) => {
    const lines = Array.from({ length: count }, () => ({ sku: 'mug', quantity: 1 }));
    given(order)
      .when((state) => placeOrder(state, { ...command, lines }, catalogue()))
      .thenRefused('invalid', '#/lines');
  });

  it('happens once', () => {
    given(order, orderPlaced)
      .when((state) => placeOrder(state, command, catalogue()))
      .thenRefused('conflict');
  });
});
