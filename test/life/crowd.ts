import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderLife, People } from './order-life';
import { postPatiently } from './patiently';
import type { Adjustment } from './plan';

/** Orders that live at the same time. Most of their lives they wait for a deadline, or for the customer. */
const AT_ONCE = 48;
/** Milliseconds between two looks at the books, and between two adjustments of the stock. */
const LOOK_MS = 1_000;
const COUNT_MS = 100;

/** Everything that goes on at the same time, until the last order has been lived. */
export class Crowd {
  private isOver = false;

  constructor(
    private readonly lives: readonly OrderLife[],
    private readonly people: People,
  ) {}

  /**
   * @param look what is to hold all the time
   * @throws Error of the first look that fails, or of the first answer that may not be
   */
  async live(adjustments: readonly Adjustment[], look: () => Promise<void>): Promise<void> {
    const watching = this.again(LOOK_MS, look);
    const counts = [...adjustments];
    const adjusting = this.again(COUNT_MS, () => this.adjust(counts.shift()));
    const waiting = [...this.lives];
    const living = Promise.all(Array.from({ length: AT_ONCE }, () => this.liveNext(waiting))).finally(this.end);
    await Promise.all([living, watching, adjusting]).finally(this.end);
  }

  private readonly end = (): void => {
    this.isOver = true;
  };

  private async liveNext(waiting: OrderLife[]): Promise<void> {
    for (let life = waiting.shift(); life !== undefined && !this.isOver; life = waiting.shift()) await life.live();
  }

  private async adjust(adjustment: Adjustment | undefined): Promise<void> {
    if (adjustment === undefined) return;
    const { sku, delta } = adjustment;
    const path = `/v1/products/${sku}/stock`;
    const { status, body } = await postPatiently(this.people.operator, path, { delta, reason: 'counted' });
    // Nobody can take what isn't there, or is reserved.
    if (status !== 200 && status !== 409)
      throw new Error(`adjusting ${sku} answered ${status}: ${JSON.stringify(body)}`);
  }

  private async again(everyMs: number, act: () => Promise<void>): Promise<void> {
    for (; !this.isOver; await sleep(everyMs)) await act();
  }
}
