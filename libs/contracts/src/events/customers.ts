export type Role = 'customer' | 'operator';

export interface CustomerRegistered {
  readonly customerId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

/** Makes an e-mail address unique: the first event of the address's own stream. */
export interface EmailClaimed {
  readonly customerId: string;
}

export interface CustomersEvents {
  CustomerRegistered: CustomerRegistered;
  EmailClaimed: EmailClaimed;
}
