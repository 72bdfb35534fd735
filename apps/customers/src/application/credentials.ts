/** Where password hashes are kept: documents by customer id, outside of events, so that they can be replaced and deleted. */
export const CREDENTIALS = 'credentials';

export interface Credentials {
  /** PHC string of argon2id. */
  readonly passwordHash: string;
}
