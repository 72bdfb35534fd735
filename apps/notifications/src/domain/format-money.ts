import { decimalsOf, type Money } from '@windrose/contracts';

/** Making a formatter costs far more than using it, and there are few currencies. */
const formatters = new Map<string, Intl.NumberFormat>();

/** `{ amount: 1250, currency: 'EUR' }` → `EUR 12.50`, with as many decimals as ISO 4217 gives the currency. */
export function formatMoney({ amount, currency }: Money): string {
  // A no-break space between code and figure is right on paper and a nuisance in plain-text mail.
  return formatterFor(currency)
    .format(amount / 10 ** decimalsOf(currency))
    .replace(/\u00a0/g, ' ');
}

function formatterFor(currency: string): Intl.NumberFormat {
  const known = formatters.get(currency);
  if (known) return known;
  const decimals = { minimumFractionDigits: decimalsOf(currency), maximumFractionDigits: decimalsOf(currency) };
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code', ...decimals });
  formatters.set(currency, format);
  return format;
}
