import type { Authorization } from './authorization';
import { customerErrorPage, customerPage } from './customer-page';

describe('the page for the customer', () => {
  it('shows the order, the price and a button while there is something to confirm', () => {
    const page = customerPage(authorization({ status: 'requires_action' }));
    expect(page).toContain('€12.50');
    expect(page).toContain('order-1');
    expect(page).toMatch(/<form method="post">.*<button/s);
  });

  it('knows that a yen has no cents', () => {
    expect(customerPage(authorization({ currency: 'JPY', amount: 1250 }))).toContain('¥1,250');
  });

  it.each<Authorization['status']>(['authorized', 'declined', 'voided'])('has no button once it is %s', (status) => {
    expect(customerPage(authorization({ status }))).not.toContain('<button');
  });

  it('never lets a name become markup', () => {
    expect(customerPage(authorization({ reference: '<script>x</script>' }))).not.toContain('<script>');
    expect(customerErrorPage('no "<b>"')).not.toContain('<b>');
  });
});

function authorization(changes: Partial<Authorization>): Authorization {
  return {
    ...{ id: 'a1', reference: 'order-1', amount: 1250, currency: 'EUR', token: 'tok_requires_action' },
    ...{ status: 'requires_action', captured: 0, refunded: 0, voided: 0, refusedCaptures: 0 },
    ...{ createdAt: '2026-11-20T10:00:00.000Z', idempotencyKey: 'k1' },
    ...changes,
  };
}
