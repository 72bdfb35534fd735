import { ServiceUnavailable } from '@windrose/platform';

export interface TurnstileOptions {
  /** Runs at the same time. */
  readonly atOnce: number;
  /** Those that may wait for their turn; one more is refused. */
  readonly waiting: number;
}

/** Lets a few through at a time, in the order they came. @throws ServiceUnavailable when too many wait already */
export class Turnstile {
  private readonly queue: (() => void)[] = [];
  private running = 0;

  constructor(private readonly options: TurnstileOptions) {}

  async run<T>(action: () => Promise<T>): Promise<T> {
    if (this.running < this.options.atOnce) this.running++;
    else await this.turn();
    try {
      return await action();
    } finally {
      const next = this.queue.shift();
      // The place passes on directly: nobody who comes now can slip in between.
      if (next) next();
      else this.running--;
    }
  }

  private turn(): Promise<void> {
    if (this.queue.length >= this.options.waiting) throw new ServiceUnavailable('too many wait for their turn');
    return new Promise((resolve) => this.queue.push(resolve));
  }
}
