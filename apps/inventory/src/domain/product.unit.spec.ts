import { given } from '@windrose/testing';
import { product, type ProductEvent } from './product';
import { addProduct, changeProduct } from './product.decide';
import { adjustStock, MOST_UNITS_AT_ONCE } from './stock.decide';

const price = { amount: 1250, currency: 'EUR' };
const added: ProductEvent = { type: 'ProductAdded', data: { sku: 'mug', name: 'Mug', price, active: true, stock: 5 } };

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
  it('is adjusted by a delta with its reason', () => {
    given(product, added)
      .when((state) => adjustStock(state, { sku: 'mug', delta: -2, reason: 'broken' }))
      .then({ type: 'StockAdjusted', data: { sku: 'mug', delta: -2, reason: 'broken' } });
  });

  it.each([0, 1.5, MOST_UNITS_AT_ONCE + 1, -MOST_UNITS_AT_ONCE - 1])('is not adjusted by %p', (delta) => {
    given(product, added)
      .when((state) => adjustStock(state, { sku: 'mug', delta, reason: 'count' }))
      .thenRefused('invalid', '#/delta');
  });

  it('belongs to a product that exists', () => {
    given(product)
      .when((state) => adjustStock(state, { sku: 'mug', delta: 1, reason: 'count' }))
      .thenRefused('not_found');
  });
});
