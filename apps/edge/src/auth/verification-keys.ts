import type { KeyObject } from 'node:crypto';
import { readVerificationKey, ServiceUnavailable, type VerificationKey } from '@windrose/platform';

/** Milliseconds between two looks at the file: forged key ids must not make us read it for every request. */
const RELOAD_INTERVAL_MS = 1_000;

/** The public key that access tokens are checked with, read from its file and again when a token names another one. */
export class VerificationKeys {
  private current: VerificationKey | null = null;
  private loadedAt = -Infinity;
  private loading: Promise<void> | null = null;

  /** `now`: milliseconds on a clock that never steps back. */
  constructor(
    private readonly publicKeyFile: string,
    /** Told why a file that is there holds no key. The key known before stays in use. */
    private readonly onUnreadable: (error: unknown) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * The key with this id; the only one there is when the token names none. Null when there is no such key.
   * Throws ServiceUnavailable when no key can be read: that says nothing about the token.
   */
  async find(keyId: string | undefined): Promise<KeyObject | null> {
    if (!this.has(keyId)) await this.reload();
    if (this.current === null) throw new ServiceUnavailable(`no key to check tokens with: ${this.publicKeyFile}`);
    return this.has(keyId) ? this.current.publicKey : null;
  }

  /** What is wrong with the key, or null: without one no caller can be known. */
  async problem(): Promise<string | null> {
    if (this.current === null) await this.reload();
    return this.current === null ? `no key to check tokens with: ${this.publicKeyFile}` : null;
  }

  private has(keyId: string | undefined): boolean {
    return this.current !== null && (keyId === undefined || keyId === this.current.keyId);
  }

  private reload(): Promise<void> {
    if (this.loading) return this.loading;
    if (this.now() - this.loadedAt < RELOAD_INTERVAL_MS) return Promise.resolve();
    this.loadedAt = this.now();
    this.loading = this.load().finally(() => (this.loading = null));
    return this.loading;
  }

  private async load(): Promise<void> {
    try {
      // A file that has gone doesn't make the key that was in it wrong.
      this.current = (await readVerificationKey(this.publicKeyFile)) ?? this.current;
    } catch (error) {
      this.onUnreadable(error);
    }
  }
}
