import type { Money } from '@windrose/contracts';

/** As `formatMoney`; a dash for a price that isn't known, as of an order that is still queued. */
export function moneyOrDash(money: Money | null): string {
  return money === null ? '–' : formatMoney(money);
}

/** `{ amount: 1250, currency: 'EUR' }` → `EUR 12.50`, with as many decimals as ISO 4217 gives the currency. */
export function formatMoney({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code' });
  const minorUnits = 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2);
  return format.format(amount / minorUnits).replace(/\u00a0/g, ' ');
}
