import { AddProductDto } from '../products/add-product.dto';
import { AdjustStockDto } from '../products/adjust-stock.dto';
import { ChangeProductDto } from '../products/change-product.dto';
import { RegisterCustomerDto } from '../customers/register-customer.dto';
import { PlaceOrderDto } from '../orders/place-order.dto';
import { ReasonDto } from '../reason.dto';
import { ProblemError } from '../problem/problem';
import { bodyAs, BodyPipe } from './body.pipe';

const address = { name: 'Ada', street: '1 Main St', city: 'London', postalCode: 'N1', country: 'GB' };
const order = (overrides: object = {}): object => ({
  lines: [{ sku: 'tea', quantity: 1 }],
  shippingAddress: address,
  payment: { token: 'tok_ok' },
  ...overrides,
});

type Dto = new () => object;

function problemOf(type: Dto, body: unknown) {
  try {
    bodyAs(type, body);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('the body was accepted');
}

const pointers = (type: Dto, body: unknown): string[] => {
  const problem = problemOf(type, body);
  expect(problem).toMatchObject({ status: 422, code: 'invalid' });
  return (problem.errors ?? []).map(({ pointer }) => pointer);
};

describe('bodies', () => {
  it('may be missing where a call only acts', () => {
    expect(bodyAs(ReasonDto, undefined)).toEqual({});
    expect(bodyAs(ReasonDto, {})).toEqual({});
    expect(pointers(ReasonDto, null)).toEqual(['#']);
    expect(pointers(ReasonDto, { reason: null })).toEqual(['#/reason']);
    expect(pointers(ReasonDto, { why: 'so' })).toEqual(['#/why']);
  });

  it.each([
    ['ZZZ', ['#/price/currency']],
    ['eur', ['#/price/currency']],
    ['JPY', []],
    ['KWD', []],
  ])('name a currency that is in use: %s', (currency, expected) => {
    const product = { sku: 'tea', name: 'Tea', price: { amount: 100, currency }, stock: 1 };
    const found = expected.length > 0 ? pointers(AddProductDto, product) : bodyAs(AddProductDto, product) && [];
    expect(found).toEqual(expected);
  });

  it('become instances of their class, nested ones too', () => {
    const body = bodyAs(PlaceOrderDto, order());
    expect(body).toBeInstanceOf(PlaceOrderDto);
    expect(body).toEqual(order());
  });

  it('leaves everything but bodies alone', () => {
    expect(new BodyPipe().transform('x', { type: 'param', metatype: String })).toBe('x');
    expect(new BodyPipe().transform({ limit: 'x' }, { type: 'query', metatype: Object })).toEqual({ limit: 'x' });
  });

  it('says that a body is missing', () => {
    expect(problemOf(PlaceOrderDto, undefined)).toMatchObject({ status: 400, code: 'body_missing' });
  });

  it.each([null, [], [order()], 'x', 1, true])('refuses %j as a whole', (body) => {
    expect(pointers(PlaceOrderDto, body)).toEqual(['#']);
  });

  it.each<[string, object, string[]]>([
    ['nothing at all', {}, ['#/lines', '#/shippingAddress', '#/payment']],
    ['no lines', order({ lines: [] }), ['#/lines']],
    ['lines that are no list', order({ lines: { 0: { sku: 'a', quantity: 1 } } }), ['#/lines']],
    ['a list in the list', order({ lines: [[{ sku: 'a', quantity: 1 }]] }), ['#/lines']],
    ['too many lines', order({ lines: Array.from({ length: 101 }, () => ({ sku: 'a', quantity: 1 })) }), ['#/lines']],
    ['null lines', order({ lines: [null] }), ['#/lines']],
    [
      'quantities out of range',
      order({ lines: [0, -1, 1.5, 10_001, '1', null].map((quantity) => ({ sku: 'a', quantity })) }),
      [0, 1, 2, 3, 4, 5].map((i) => `#/lines/${i}/quantity`),
    ],
    [
      'bad skus',
      order({ lines: ['', 'a b', 'x'.repeat(65), 'a.b', 1].map((sku) => ({ sku, quantity: 1 })) }),
      [0, 1, 2, 3, 4].map((i) => `#/lines/${i}/sku`),
    ],
    ['an unknown field', order({ total: 1 }), ['#/total']],
    ['an unknown field in a line', order({ lines: [{ sku: 'a', quantity: 1, price: 1 }] }), ['#/lines/0/price']],
    [
      'an unknown field in the address',
      order({ shippingAddress: { ...address, 'a/b': 1 } }),
      ['#/shippingAddress/a~1b'],
    ],
    [
      'an empty address',
      order({ shippingAddress: {} }),
      ['name', 'street', 'city', 'postalCode', 'country'].map((field) => `#/shippingAddress/${field}`),
    ],
    ['an address that is a list', order({ shippingAddress: [] }), ['#/shippingAddress']],
    ['an address that is a text', order({ shippingAddress: 'London' }), ['#/shippingAddress']],
    ['a blank city', order({ shippingAddress: { ...address, city: '  ' } }), ['#/shippingAddress/city']],
    ['a token that is a number', order({ payment: { token: 1 } }), ['#/payment/token']],
    ['NUL in a text', order({ payment: { token: 'a\0b' } }), ['#/payment/token']],
    ['half a character', order({ shippingAddress: { ...address, city: 'a\ud83d' } }), ['#/shippingAddress/city']],
  ])('names the place: %s', (_, body, expected) => {
    expect(pointers(PlaceOrderDto, body)).toEqual(expected);
  });

  it('accepts whole characters beyond the basic plane', () => {
    expect(() => bodyAs(PlaceOrderDto, order({ shippingAddress: { ...address, city: '東京 😀' } }))).not.toThrow();
  });

  it('checks a product', () => {
    const product = { sku: 'tea', name: 'Tea', price: { amount: 1, currency: 'EUR' }, stock: 0 };
    expect(bodyAs(AddProductDto, product)).toEqual(product);
    expect(pointers(AddProductDto, { ...product, stock: -1, price: { amount: 0, currency: 'eur' } })).toEqual([
      '#/price/amount',
      '#/price/currency',
      '#/stock',
    ]);
  });

  it('lets a change leave out any field, but not set one to null', () => {
    expect(bodyAs(ChangeProductDto, {})).toEqual({});
    expect(bodyAs(ChangeProductDto, { active: false })).toEqual({ active: false });
    expect(pointers(ChangeProductDto, { name: null, price: null, active: null }).sort()).toEqual([
      '#/active',
      '#/name',
      '#/price',
    ]);
    expect(pointers(ChangeProductDto, { sku: 'other' })).toEqual(['#/sku']);
  });

  it('refuses an adjustment by nothing', () => {
    expect(pointers(AdjustStockDto, { delta: 0, reason: 'x' })).toEqual(['#/delta']);
    expect(bodyAs(AdjustStockDto, { delta: -5, reason: 'broken' })).toEqual({ delta: -5, reason: 'broken' });
  });

  it('checks a registration', () => {
    expect(pointers(RegisterCustomerDto, { email: 'nobody', password: 'short', name: '' })).toEqual([
      '#/email',
      '#/password',
      '#/name',
    ]);
  });

  it.each<[string, unknown]>([
    ['lists in lists', Array.from({ length: 50_000 }).reduce((inner) => [inner], 1 as unknown)],
    ['objects in objects', Array.from({ length: 50_000 }).reduce((inner) => ({ a: inner }), 1 as unknown)],
    ['a huge list', Array.from({ length: 100_000 }, () => ({}))],
    ['a huge object', Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`f${i}`, i]))],
  ])('refuses %s without breaking or taking long', (_, lines) => {
    const startedAt = performance.now();
    expect(pointers(PlaceOrderDto, order({ lines }))).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('never answers with a list of errors as long as the body', () => {
    expect(
      pointers(PlaceOrderDto, order({ lines: Array.from({ length: 100 }, () => ({})) })).length,
    ).toBeLessThanOrEqual(60);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'treats %s as any unknown field',
    (name) => {
      const body: unknown = JSON.parse(`{"email":"a@example.com","password":"12345678","name":"A","${name}":{"x":1}}`);
      expect(pointers(RegisterCustomerDto, body)).toEqual([`#/${name}`]);
    },
  );
});
