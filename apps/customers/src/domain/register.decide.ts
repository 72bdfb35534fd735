import { ok, refused, type Result, type Role } from '@windrose/contracts';
import type { Customer, CustomerEvent } from './customer';
import { normalisedEmail } from './email-address';

/** A registration without its secret: a password is never part of a decision or of an event. */
export interface Registration {
  readonly customerId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

export function register(customer: Customer, registration: Registration): Result<readonly CustomerEvent[]> {
  switch (customer.situation) {
    case 'registered':
      return refused('conflict', 'This customer is registered already.');
    case 'unknown': {
      const { customerId, email, name, role } = registration;
      return ok([
        { type: 'CustomerRegistered', data: { customerId, email: normalisedEmail(email), name: name.trim(), role } },
      ]);
    }
    default:
      return customer satisfies never;
  }
}
