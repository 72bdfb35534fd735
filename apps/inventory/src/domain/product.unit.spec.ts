import { given } from '@windrose/testing';
import { product, type ProductEvent } from './product';
import { addProduct, changeProduct } from './product.decide';
import { adjustStock, MOST_UNITS_AT_ONCE } from './stock.decide';

const price = { amount: 1250, currency: 'EUR' };
const added: ProductEvent = {
  type: 'ProductAdded',
  data: { sku: 'mug', name: 'Mug', price, active: true, stock: 5, location: 'main' },
};
const available = new Map([
  ['main', 5],
  ['bergen', 1],
]);

describe('a product', () => {
  it('is added active, with its first stock', () => {
    given(product)
      .when((state) => addProduct(state, { sku: 'mug', name: 'Mug', price, stock: 5 }))
      .then(added);
  });

  it('is added once', () => {
    given(product, added)
      .when((state) => addProduct(state, { sku: 'mug', name: 'Other', price, stock: 1 }))
      .thenRefused('conflict');
  });

  it.each([-1, 0.5, MOST_UNITS_AT_ONCE + 1])('is not added with a stock of %p', (stock) => {
    given(product)
      .when((state) => addProduct(state, { sku: 'mug', name: 'Mug', price, stock }))
      .thenRefused('invalid', '#/stock');
  });

  it('changes in what is asked and keeps the rest', () => {
    given(product, added)
      .when((state) => changeProduct(state, { sku: 'mug', price: { amount: 990, currency: 'EUR' } }))
      .then({
        type: 'ProductChanged',
        data: { sku: 'mug', name: 'Mug', price: { amount: 990, currency: 'EUR' }, active: true },
      });
  });

  it('changes on top of its last change', () => {
    given(product, added, { type: 'ProductChanged', data: { sku: 'mug', name: 'Cup', price, active: true } })
      .when((state) => changeProduct(state, { sku: 'mug', active: false }))
      .then({ type: 'ProductChanged', data: { sku: 'mug', name: 'Cup', price, active: false } });
  });

  it('does not change when it is as asked already', () => {
    given(product, added)
      .when((state) => changeProduct(state, { sku: 'mug', name: 'Mug', price: { ...price }, active: true }))
      .then();
  });

  it('must exist to be changed', () => {
    given(product)
      .when((state) => changeProduct(state, { sku: 'mug', name: 'Cup' }))
      .thenRefused('not_found');
  });
});

describe('the stock of a product', () => {
  it('is adjusted by a delta with its reason, at the default location unless another is named', () => {
    const command = { sku: 'mug', delta: -2, reason: 'broken' };
    given(product, added)
      .when((state) => adjustStock(state, command, available))
      .then({ type: 'StockAdjusted', data: { ...command, location: 'main' } });
    given(product, added)
      .when((state) => adjustStock(state, { ...command, delta: 2, location: 'porto' }, available))
      .then({ type: 'StockAdjusted', data: { ...command, delta: 2, location: 'porto' } });
  });

  it.each([
    ['main', -6],
    ['bergen', -2],
    ['porto', -1],
  ])('at %s is not adjusted by %p: no more than is for sale there', (location, delta) => {
    given(product, added)
      .when((state) => adjustStock(state, { sku: 'mug', delta, reason: 'broken', location }, available))
      .thenRefused('conflict');
  });

  it.each([0, 1.5, MOST_UNITS_AT_ONCE + 1, -MOST_UNITS_AT_ONCE - 1])('is not adjusted by %p', (delta) => {
    given(product, added)
      .when((state) => adjustStock(state, { sku: 'mug', delta, reason: 'count' }, available))
      .thenRefused('invalid', '#/delta');
  });

  it.each(['', 'a b', 'a@b', 'a.b', 'x'.repeat(65)])('is at no location called %j', (location) => {
    given(product, added)
      .when((state) => adjustStock(state, { sku: 'mug', delta: 1, reason: 'count', location }, available))
      .thenRefused('invalid', '#/location');
    given(product)
      .when((state) => addProduct(state, { sku: 'mug', name: 'Mug', price, stock: 5, location }))
      .thenRefused('invalid', '#/location');
  });

  it('belongs to a product that exists', () => {
    given(product)
      .when((state) => adjustStock(state, { sku: 'mug', delta: 1, reason: 'count' }, available))
      .thenRefused('not_found');
  });
});
