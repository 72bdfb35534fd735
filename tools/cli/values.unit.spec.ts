import { eventType, httpUrl, moment, namedProjection, orderId, orderLine, service, wholeNumber } from './values';

describe('wholeNumber', () => {
  it.each([
    ['1', 1],
    ['100', 100],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('reads %s', (text, value) => {
    expect(wholeNumber(1)(text)).toBe(value);
  });

  it.each(['0', '-1', '1.5', '1e3', 'x', '', ' 1', '9007199254740993'])('refuses %j', (text) => {
    expect(() => wholeNumber(1)(text)).toThrow('a whole number from 1');
  });

  it('says both bounds when there are two', () => {
    expect(() => wholeNumber(0, 30)('31')).toThrow('a whole number from 0 to 30');
  });
});

describe('service', () => {
  it('knows the services and says which there are', () => {
    expect(service('orders')).toBe('orders');
    expect(() => service('toString')).toThrow('one of edge, orders, inventory');
  });
});

describe('orderLine', () => {
  it.each([
    ['tea-100:2', { sku: 'tea-100', quantity: 2 }],
    ['tea-100', { sku: 'tea-100', quantity: 1 }],
    ['A_1:10000', { sku: 'A_1', quantity: 10_000 }],
  ])('reads %s', (text, line) => {
    expect(orderLine(text)).toEqual([line]);
  });

  it('adds to the lines before it', () => {
    expect(orderLine('b:2', orderLine('a'))).toEqual([
      { sku: 'a', quantity: 1 },
      { sku: 'b', quantity: 2 },
    ]);
  });

  it.each(['', ':2', 'tea:', 'tea:0', 'tea:10001', 'tea:-1', 'tea:x', 'te a:1', 'a:1:2', 'tea:1.5'])(
    'refuses %j',
    (text) => {
      expect(() => orderLine(text)).toThrow('SKU:QUANTITY');
    },
  );
});

describe('moment', () => {
  it.each([
    ['2026-11-21T08:30:00Z', '2026-11-21T08:30:00.000Z'],
    ['2026-11-21T08:30:00.123456Z', '2026-11-21T08:30:00.123Z'],
    ['2026-11-21 08:30:00+02:00', '2026-11-21T06:30:00.000Z'],
    ['2026-11-21T08:30Z', '2026-11-21T08:30:00.000Z'],
    ['2026-11-21', '2026-11-21T00:00:00.000Z'],
  ])('reads %s', (text, time) => {
    expect(new Date(moment(text)).toISOString()).toBe(time);
  });

  it.each([
    ['90s', 90],
    ['15m', 900],
    ['2h', 7_200],
    ['1d', 86_400],
  ])('reads %s as so many seconds ago', (text, seconds) => {
    const ago = (Date.now() - moment(text)) / 1_000;
    expect(Math.abs(ago - seconds)).toBeLessThan(5);
  });

  it.each(['yesterday', '2026-13-01', '2026-11-21T08:30:00', '15', 'm', '', '2026-11-21T25:00:00Z'])(
    'refuses %j',
    (text) => {
      expect(() => moment(text)).toThrow('how long ago');
    },
  );
});

describe('other values', () => {
  it('event types, one or several', () => {
    expect(eventType('OrderPlaced,OrderConfirmed', ['X'])).toEqual(['X', 'OrderPlaced', 'OrderConfirmed']);
    expect(() => eventType('Order Placed')).toThrow('event type');
    expect(() => eventType('A,')).toThrow('event type');
  });

  it('order ids, in lower case', () => {
    expect(orderId('01936F0E-7C1B-7A00-8000-0123456789AB')).toBe('01936f0e-7c1b-7a00-8000-0123456789ab');
    expect(() => orderId('42')).toThrow('a UUID');
    expect(() => orderId('01936f0e-7c1b-7a00-8000-0123456789ab/events')).toThrow('a UUID');
  });

  it('addresses, without a slash at the end', () => {
    expect(httpUrl('http://127.0.0.1:3000/')).toBe('http://127.0.0.1:3000');
    expect(() => httpUrl('127.0.0.1:3000')).toThrow('http://');
    expect(() => httpUrl('ftp://x')).toThrow('http://');
  });

  it('projections', () => {
    expect(namedProjection('orders/order_list')).toEqual({ service: 'orders', name: 'order_list' });
    expect(() => namedProjection('orders')).toThrow('SERVICE/PROJECTION');
    expect(() => namedProjection('orders/list; drop table x')).toThrow('SERVICE/PROJECTION');
    expect(() => namedProjection('nobody/list')).toThrow('one of edge');
  });
});
