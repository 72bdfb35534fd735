import { ConfigError, signingKey, signingKeyFiles, type Env } from '@windrose/platform';
import { SignJWT } from 'jose';
import { Failure } from './failure';

/** Seconds: long enough for one command, short enough to be worth nothing in a log file. */
const LIFETIME_S = 300;

/** The actor that events name when the command line led to them. */
const SUBJECT = 'windrose-cli';

/**
 * An operator's access token, signed with the key of a system in development: whoever can read that file may act as
 * its operator. The claims are those of the tokens that customers issues.
 * @throws Failure when there is no such key
 */
export async function operatorToken(home: string, env: Env): Promise<string> {
  const key = await keyOf(home, env);
  const issuedAt = Math.floor(Date.now() / 1_000);
  return new SignJWT({ role: 'operator' })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: key.keyId })
    .setIssuer('windrose')
    .setSubject(SUBJECT)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + LIFETIME_S)
    .sign(key.privateKey);
}

async function keyOf(home: string, env: Env): ReturnType<typeof signingKey> {
  try {
    // Never made here: a key that the running system doesn't have would only give tokens that it refuses.
    return await signingKey({ ...signingKeyFiles(home, env), mayCreate: false });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new Failure(
      `--token is needed: no key to sign an operator's token with in ${String(error.value)}`,
      'no_token',
    );
  }
}
