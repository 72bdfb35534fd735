import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify, type Options } from '@node-rs/argon2';
import { Turnstile } from './turnstile';

/** What OWASP asks of argon2id at least: 19 MiB, two passes, one lane. */
const ARGON2ID: Options = {
  algorithm: 2 /* argon2id: the enum is declared in a way that this compiler can't use */,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
};

/** Hashes passwords and checks them, a few at a time: each takes 19 MiB and tens of milliseconds of a core. */
@Injectable()
export class Passwords {
  // About as many as are done within the edge's deadline.
  private readonly turnstile = new Turnstile({ atOnce: 2, waiting: 200 });
  private decoy: Promise<string> | undefined;

  hash(password: string): Promise<string> {
    return this.turnstile.run(() => hash(password.normalize('NFC'), ARGON2ID));
  }

  /** Of a text with a password in it, the same each time for the same salt: to compare, and as hard to guess from as `hash`. */
  digest(text: string, salt: string): Promise<string> {
    return this.turnstile.run(() => hash(text.normalize('NFC'), { ...ARGON2ID, salt: Buffer.from(salt) }));
  }

  /**
   * Whether the password belongs to the hash. Without a hash the answer is no, after the same work: how long it takes
   * doesn't tell whether there is such a customer.
   */
  async matches(passwordHash: string | undefined, password: string): Promise<boolean> {
    this.decoy ??= this.hash(randomBytes(16).toString('base64'));
    const compared = passwordHash ?? (await this.decoy);
    const same = await this.turnstile.run(() => verify(compared, password.normalize('NFC')));
    return same && passwordHash !== undefined;
  }
}
