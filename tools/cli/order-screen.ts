import type { Money, OrderStatus, OrderView } from '@windrose/contracts';
import { moneyOrDash } from './money';
import type { Style } from './style';
import { printable, table } from './table';
import { shortTime } from './times';

/** An order as people look at it. */
export function orderScreen(order: OrderView, width: number | null, style: Style): string {
  const { shippingAddress: to } = order;
  const facts: [string, string][] = [
    ['order', style.title(order.id)],
    ['status', `${statusText(order, style)}  ${style.faint(`version ${order.version}`)}`],
    ['customer', order.customerId],
    ['placed', shortTime(order.placedAt)],
    ['updated', shortTime(order.updatedAt)],
    ['ship to', printable(`${to.name}, ${to.street}, ${to.postalCode} ${to.city}, ${to.country}`)],
  ];
  if (order.reason !== null) facts.push(['reason', printable(`${order.reason.code}: ${order.reason.message}`)]);
  if (order.nextAction !== null) facts.push(['to do', printable(`${order.nextAction.type}: ${order.nextAction.url}`)]);
  const head = facts.map(([name, value]) => `${name.padEnd(9)} ${value}\n`).join('');
  return `${head}\n${linesTable(order, width)}`;
}

function linesTable({ lines, totals, total }: OrderView, width: number | null): string {
  const rows = lines.map(({ sku, name, quantity, unitPrice, amount }) => [
    sku,
    printable(name ?? '–'),
    String(quantity),
    moneyOrDash(unitPrice),
    moneyOrDash(amount),
  ]);
  const charges = (Object.entries(totals ?? {}) as [string, Money][]).filter(
    ([name, money]) => name !== 'items' && money.amount !== 0,
  );
  const sums = [...charges, ['total', total] as const].map(([name, money]) => ['', name, '', '', moneyOrDash(money)]);
  const columns = [
    { title: 'SKU' },
    { title: 'NAME', flexible: true },
    { title: 'QUANTITY', align: 'right' },
    { title: 'PRICE', align: 'right' },
    { title: 'AMOUNT', align: 'right' },
  ] as const;
  return table(columns, [...rows, ...sums], width);
}

/** `pending, awaiting_payment` */
export function statusText({ status, stage }: Pick<OrderView, 'status' | 'stage'>, style: Style): string {
  return colourOf(status, style)(stage === null ? status : `${status}, ${stage}`);
}

function colourOf(status: OrderStatus, style: Style): (text: string) => string {
  switch (status) {
    case 'pending':
    case 'cancelling':
      return style.warning;
    case 'rejected':
    case 'expired':
    case 'cancelled':
      return style.bad;
    case 'confirmed':
    case 'partially_shipped':
    case 'shipped':
    case 'delivered':
    case 'completed':
    case 'partially_returned':
    case 'returned':
      return style.good;
    default:
      return status satisfies never;
  }
}

/** Whether nothing more happens to the order by itself. */
export function isEnd(status: OrderStatus): boolean {
  switch (status) {
    case 'completed':
    case 'rejected':
    case 'expired':
    case 'cancelled':
    case 'partially_returned':
    case 'returned':
      return true;
    case 'pending':
    case 'confirmed':
    case 'partially_shipped':
    case 'shipped':
    case 'delivered':
    case 'cancelling':
      return false;
    default:
      return status satisfies never;
  }
}
