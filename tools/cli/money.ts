import { decimalsOf, type Money } from '@windrose/contracts';

/** As `formatMoney`; a dash for a price that isn't known, as of an order that is still queued. */
export function moneyOrDash(money: Money | null): string {
  return money === null ? '–' : formatMoney(money);
}

/** `{ amount: 1250, currency: 'EUR' }` → `EUR 12.50`, with as many decimals as ISO 4217 gives the currency. */
export function formatMoney({ amount, currency }: Money): string {
  const decimals = decimalsOf(currency);
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    currencyDisplay: 'code',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return format.format(amount / 10 ** decimals).replace(/\u00a0/g, ' ');
}
