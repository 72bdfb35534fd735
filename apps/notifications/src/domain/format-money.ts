import type { Money } from '@windrose/contracts';

/** Making a formatter costs far more than using it, and there are few currencies. */
const formatters = new Map<string, { format: Intl.NumberFormat; minorUnits: number }>();

/** `{ amount: 1250, currency: 'EUR' }` → `EUR 12.50`, with as many decimals as ISO 4217 gives the currency. */
export function formatMoney({ amount, currency }: Money): string {
  const { format, minorUnits } = formatterFor(currency);
  // A no-break space between code and figure is right on paper and a nuisance in plain-text mail.
  return format.format(amount / minorUnits).replace(/\u00a0/g, ' ');
}

function formatterFor(currency: string): { format: Intl.NumberFormat; minorUnits: number } {
  const known = formatters.get(currency);
  if (known) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code' });
  const made = { format, minorUnits: 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2) };
  formatters.set(currency, made);
  return made;
}
