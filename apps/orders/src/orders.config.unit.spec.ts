import { ConfigError } from '@windrose/platform';
import { orderDeadlines } from './orders.config';

describe('the deadlines of orders', () => {
  it('are an hour, a quarter of an hour and half a minute unless something else is said', () => {
    expect(orderDeadlines({})).toEqual({ confirmedMs: 3_600_000, reservedMs: 900_000, paymentMs: 30_000 });
    const env = { ORDER_DEADLINE_MS: '3', RESERVATION_TTL_MS: '2', PAYMENT_TIMEOUT_MS: '1' };
    expect(orderDeadlines(env)).toEqual({ confirmedMs: 3, reservedMs: 2, paymentMs: 1 });
  });

  it.each([{ ORDER_DEADLINE_MS: '0' }, { RESERVATION_TTL_MS: '1h' }, { PAYMENT_TIMEOUT_MS: '9999999999' }])(
    'are not %j',
    (env) => {
      expect(() => orderDeadlines(env)).toThrow(ConfigError);
    },
  );
});
