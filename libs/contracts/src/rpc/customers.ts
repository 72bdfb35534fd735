import type { Role } from '../events/customers';

export interface RegisterCustomer {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

export interface CustomerView {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

export interface LogIn {
  readonly email: string;
  readonly password: string;
}

export interface AuthenticatedCustomer {
  /** A signed JWT: `sub` = customer id, `role`. */
  readonly accessToken: string;
  readonly tokenType: 'Bearer';
  /** Seconds. */
  readonly expiresIn: number;
  readonly role: Role;
}
