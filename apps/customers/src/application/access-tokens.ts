import type { Role } from '@windrose/contracts';
import type { SigningKey } from '@windrose/platform';
import { SignJWT } from 'jose';

/** Seconds a token is good for: a working day. */
const LIFETIME_S = 8 * 60 * 60;

export interface AccessToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** Signs access tokens: a JWT whose `sub` is the customer's id, with its `role`. */
export class AccessTokens {
  constructor(private readonly key: SigningKey) {}

  async issue(customerId: string, role: Role): Promise<AccessToken> {
    const issuedAt = Math.floor(Date.now() / 1_000);
    const accessToken = await new SignJWT({ role })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: this.key.keyId })
      .setIssuer('windrose')
      .setSubject(customerId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + LIFETIME_S)
      .sign(this.key.privateKey);
    return { accessToken, expiresIn: LIFETIME_S };
  }
}
