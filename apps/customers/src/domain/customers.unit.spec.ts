import { given } from '@windrose/testing';
import { customer, type CustomerEvent } from './customer';
import { claimEmail, emailClaim } from './email-claim';
import { normalisedEmail } from './email-address';
import { register, type Registration } from './register.decide';

const ada: Registration = { customerId: 'c1', email: ' Ada@Example.COM ', name: ' Ada ', role: 'customer' };
const registered: CustomerEvent = {
  type: 'CustomerRegistered',
  data: { customerId: 'c1', email: 'ada@example.com', name: 'Ada', role: 'customer' },
};

describe('registering', () => {
  it('records the customer with the address as it is compared', () => {
    given(customer)
      .when((state) => register(state, ada))
      .then(registered);
  });

  it('happens once', () => {
    given(customer, registered)
      .when((state) => register(state, ada))
      .thenRefused('conflict');
  });

  it('is what the customer is known by', () => {
    expect(given(customer, registered).state).toEqual({
      situation: 'registered',
      id: 'c1',
      email: 'ada@example.com',
      name: 'Ada',
      role: 'customer',
    });
  });
});

describe('an e-mail address', () => {
  it('is claimed by the first one', () => {
    given(emailClaim)
      .when((state) => claimEmail(state, 'c1'))
      .then({ type: 'EmailClaimed', data: { customerId: 'c1' } });
  });

  it.each(['c1', 'c2'])('can’t be claimed again by %s', (customerId) => {
    given(emailClaim, { type: 'EmailClaimed', data: { customerId: 'c1' } })
      .when((state) => claimEmail(state, customerId))
      .thenRefused('conflict');
  });

  it.each([
    ['ada@example.com', 'ada@example.com'],
    [' ADA@Example.Com\n', 'ada@example.com'],
    ['A\u030a@example.com', 'å@example.com'],
  ])('%j is compared as %j', (written, compared) => {
    expect(normalisedEmail(written)).toBe(compared);
  });
});
