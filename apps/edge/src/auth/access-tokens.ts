import { Injectable } from '@nestjs/common';
import { ServiceUnavailable } from '@windrose/platform';
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { unauthorized } from '../http/problem/problems';
import type { Caller } from './caller';
import { VerificationKeys } from './verification-keys';

/** Tokens that are remembered as verified: an Ed25519 check costs more than the rest of a request. */
const REMEMBERED = 10_000;

/** Turns an access token into its caller. 401 if the token is bad or expired, 503 if that can't be told right now. */
@Injectable()
export class AccessTokens {
  private readonly verified = new LRUCache<string, Caller>({ max: REMEMBERED });

  constructor(private readonly keys: VerificationKeys) {}

  callerOf(token: string): Caller | Promise<Caller> {
    const known = this.verified.get(token);
    if (known === undefined) return this.verify(token);
    if (known.expiresAt > Date.now()) return known;
    this.verified.delete(token);
    throw unauthorized('The access token has expired.', 'invalid_token');
  }

  private async verify(token: string): Promise<Caller> {
    const caller = callerFrom(await this.payloadOf(token));
    if (caller === null) throw unauthorized('The access token is not one of ours.', 'invalid_token');
    this.verified.set(token, caller);
    return caller;
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.keyFor, {
        algorithms: ['EdDSA', 'Ed25519'],
        requiredClaims: ['sub', 'exp', 'role'],
      });
      return payload;
    } catch (error) {
      if (error instanceof ServiceUnavailable) throw error;
      if (error instanceof errors.JWTExpired) throw unauthorized('The access token has expired.', 'invalid_token');
      throw unauthorized('The access token is not valid.', 'invalid_token');
    }
  }

  private readonly keyFor: JWTVerifyGetKey = async ({ kid }) => {
    const key = await this.keys.find(kid);
    if (key === null) throw new errors.JWKSNoMatchingKey();
    return key;
  };
}

function callerFrom({ sub, role, exp }: JWTPayload): Caller | null {
  if (typeof sub !== 'string' || exp === undefined || (role !== 'customer' && role !== 'operator')) return null;
  return { id: sub, role, expiresAt: exp * 1_000 };
}
