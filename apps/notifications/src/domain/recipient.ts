/** Whom an e-mail goes to: what this service keeps of a customer. */
export interface Recipient {
  readonly email: string;
  readonly name: string;
}
