import type { Authorization } from './authorization';

/** The page on which the customer confirms a payment (`tok_requires_action`): a bank's, in a real payment. */
export function customerPage(authorization: Authorization): string {
  return page('Confirm your payment', `${paragraph(authorization)}${controls(authorization)}`);
}

export function customerErrorPage(message: string): string {
  return page('Payment', `<p role="alert">${escaped(message)}</p>`);
}

function paragraph({ amount, currency, reference }: Authorization): string {
  return `<p>Order <code>${escaped(reference)}</code>: <strong>${price(amount, currency)}</strong></p>`;
}

function controls({ status }: Authorization): string {
  switch (status) {
    case 'requires_action':
      // To the page's own address: the form works behind any proxy.
      return '<form method="post"><button type="submit">Confirm payment</button></form>';
    case 'authorized':
      return '<p role="status">This payment is confirmed. You may close this page.</p>';
    case 'declined':
    case 'voided':
      return '<p role="status">This payment is over. There is nothing to confirm any more.</p>';
    default: {
      const unknown: never = status;
      throw new Error(`unknown status ${String(unknown)}`);
    }
  }
}

function price(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  // Minor units per unit differ: 100 cents to a euro, none to a yen.
  return escaped(format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2)));
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 26rem; margin: 15vh auto; padding: 0 1rem; color: #1b2733 }
button { font: inherit; padding: .6rem 1.4rem; border: 0; border-radius: .4rem; background: #0b6e4f; color: #fff }
button:focus-visible { outline: 3px solid #f2a541 }
code { font-size: .85em }
</style>
</head>
<body>
<main><h1>${title}</h1>${body}</main>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
