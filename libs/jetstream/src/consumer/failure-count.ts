import type { ConsumedEvent } from './event-context';

/** How often in a row one event has failed. */
export class FailureCount {
  private place = '';
  private count = 0;

  /** One more failure of the event. One that says nothing about the event leaves the count as it is. */
  of({ source, position }: Pick<ConsumedEvent, 'source' | 'position'>, passes: boolean): number {
    const place = `${source} ${position}`;
    if (place !== this.place) {
      this.place = place;
      this.count = 0;
    }
    if (!passes) this.count++;
    return this.count;
  }
}
