import type { CustomersEvents, EventOf, Role } from '@windrose/contracts';

export type CustomerEvent = EventOf<Pick<CustomersEvents, 'CustomerRegistered'>>;

export interface RegisteredCustomer {
  readonly situation: 'registered';
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

export type Customer = { readonly situation: 'unknown' } | RegisteredCustomer;

function evolve(_customer: Customer, event: CustomerEvent): Customer {
  switch (event.type) {
    case 'CustomerRegistered': {
      const { customerId, email, name, role } = event.data;
      return { situation: 'registered', id: customerId, email, name, role };
    }
    default:
      return event.type satisfies never;
  }
}

export const customer = { initialState: { situation: 'unknown' } as Customer, evolve };
