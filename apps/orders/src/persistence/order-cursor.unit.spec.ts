import { orderCursorFrom, orderCursorText } from './order-cursor';

describe('the cursor of the order list', () => {
  it('comes back as it went', () => {
    const cursor = { placedAt: 1_790_000_000_123_456, orderId: '01990000-0000-7000-8000-000000000000' };
    expect(orderCursorFrom(orderCursorText(cursor))).toEqual(cursor);
  });

  it.each(['', '12', '12.', '.o1', 'x.o1', '12.o 1', '12.\u0000', '9999999999999999.o1', '-1.o1', '1e3.o1'])(
    'is not %j',
    (text) => {
      expect(orderCursorFrom(text)).toBeUndefined();
    },
  );
});
