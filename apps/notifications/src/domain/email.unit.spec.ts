import type { NotificationsEvent } from '@windrose/contracts';
import { given as givenFacts } from '@windrose/testing';
import { emailDecider } from './email';
import { decide } from './email.decide';
import { EmailNotComposed } from './email.errors';

const given = (...facts: NotificationsEvent[]) => givenFacts(emailDecider, ...facts);
const letter = { subject: 'Your order', text: 'Dear Ada, …' };
const occasion = {
  template: 'order_rejected',
  orderId: 'order-1',
  customerId: 'customer-1',
  reason: { code: 'out_of_stock', message: 'Not enough in stock.' },
} as const;

const composed: NotificationsEvent = {
  type: 'EmailComposed',
  data: {
    emailId: 'email-1',
    orderId: 'order-1',
    customerId: 'customer-1',
    to: 'ada@example.com',
    template: 'order_rejected',
    ...letter,
  },
};
const sent: NotificationsEvent = {
  type: 'EmailSent',
  data: { emailId: 'email-1', orderId: 'order-1', messageId: '<email-1@windrose>' },
};
const failed: NotificationsEvent = {
  type: 'EmailFailed',
  data: { emailId: 'email-1', orderId: 'order-1', error: 'no such mailbox' },
};

const compose = {
  type: 'ComposeEmail',
  emailId: 'email-1',
  occasion,
  recipient: { email: 'ada@example.com', name: 'Ada' },
  letter,
} as const;
const recordSent = { type: 'RecordSent', messageId: '<email-1@windrose>' } as const;
const recordFailure = { type: 'RecordFailure', error: 'no such mailbox' } as const;

describe('an e-mail', () => {
  it('is written once', () => {
    given()
      .when((email) => decide(compose, email))
      .then(composed);
    given(composed)
      .when((email) => decide(compose, email))
      .then();
    given(composed, sent)
      .when((email) => decide(compose, email))
      .then();
  });

  it('is sent, or fails', () => {
    given(composed)
      .when((email) => decide(recordSent, email))
      .then(sent);
    given(composed)
      .when((email) => decide(recordFailure, email))
      .then(failed);
  });

  it('is sent once, and fails once', () => {
    given(composed, sent)
      .when((email) => decide(recordSent, email))
      .then();
    given(composed, sent)
      .when((email) => decide(recordFailure, email))
      .then();
    given(composed, failed)
      .when((email) => decide(recordFailure, email))
      .then();
  });

  it('that failed can still be sent', () => {
    given(composed, failed)
      .when((email) => decide(recordSent, email))
      .then(sent);
    expect(given(composed, failed, sent).state).toEqual(given(composed, sent).state);
  });

  it('that was never written has no fate', () => {
    expect(() => given().when((email) => decide(recordSent, email))).toThrow(EmailNotComposed);
    expect(() => given().when((email) => decide(recordFailure, email))).toThrow(EmailNotComposed);
  });
});
