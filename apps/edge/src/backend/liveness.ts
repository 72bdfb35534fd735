/** Calls without an answer from which on silence means something: a single one may just be slow. */
const ENOUGH = 8;
/** Milliseconds without any answer after which a service that is asked counts as silent. */
const SILENCE_MS = 2_000;
/** Milliseconds between the calls that find out whether a silent service is back. */
const PROBE_MS = 250;

/**
 * Tells whether a service answers at all. One that hangs (it was stopped, its database hangs, the broker does) would cost
 * each call its whole deadline; after a while only one in a quarter of a second is let through to see.
 */
export class Liveness {
  private outstanding = 0;
  private signAt = 0;
  private silent = false;
  private probedAt = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Whether it has stopped answering. */
  get isSilent(): boolean {
    this.listen();
    return this.silent;
  }

  /** Whether a call makes sense. */
  allows(): boolean {
    if (!this.isSilent) return true;
    if (this.now() - this.probedAt < PROBE_MS) return false;
    this.probedAt = this.now();
    return true;
  }

  asked(): void {
    if (this.outstanding++ === 0) this.signAt = this.now();
  }

  /** @param sign whether the service, or its absence, has told anything */
  ended(sign: boolean): void {
    if (!sign) this.listen();
    this.outstanding--;
    if (!sign) return;
    this.signAt = this.now();
    this.silent = false;
  }

  private listen(): void {
    if (this.outstanding >= ENOUGH && this.now() - this.signAt > SILENCE_MS) this.silent = true;
  }
}
