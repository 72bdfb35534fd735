import { formatMoney } from './format-money';

it.each([
  [{ amount: 1_250, currency: 'EUR' }, 'EUR 12.50'],
  [{ amount: 123_456_789, currency: 'USD' }, 'USD 1,234,567.89'],
  [{ amount: 1_250, currency: 'JPY' }, 'JPY 1,250'],
  [{ amount: 1_250, currency: 'KWD' }, 'KWD 1.250'],
  [{ amount: 1_250, currency: 'HUF' }, 'HUF 12.50'],
  [{ amount: 0, currency: 'EUR' }, 'EUR 0.00'],
])('%j reads %s', (money, text) => expect(formatMoney(money)).toBe(text));
