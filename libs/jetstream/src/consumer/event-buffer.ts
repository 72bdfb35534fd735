import type { MirroredEvent } from '../mirror/mirrored-event';

/** How much is read ahead of the handlers at most. */
const MAX_EVENTS = 2_000;
const MAX_BYTES = 8 * 1024 * 1024;

/** Events that were received and not handled yet, in order. What it has no room for is not asked for. */
export class EventBuffer {
  private readonly events: MirroredEvent[] = [];
  private bytes = 0;
  private received = 0;
  private receivedBytes = 0;
  private wake: (() => void) | undefined;

  get length(): number {
    return this.events.length;
  }

  /** How many more events to ask for. Their size isn't known before they come: the average so far must do. */
  get room(): number {
    const averageBytes = this.received === 0 ? 1_024 : this.receivedBytes / this.received;
    const byBytes = Math.floor((MAX_BYTES - this.bytes) / averageBytes);
    return Math.max(0, Math.min(MAX_EVENTS - this.events.length, byBytes));
  }

  push(event: MirroredEvent): void {
    this.events.push(event);
    this.bytes += event.payload.length;
    this.received++;
    this.receivedBytes += event.payload.length;
    this.stopWaiting();
  }

  /** The oldest events, as many as there are within the limits; at least one if there is any. */
  take(maxEvents: number, maxBytes: number): MirroredEvent[] {
    let bytes = 0;
    let count = 0;
    for (const { payload } of this.events) {
      if (count === maxEvents || (count > 0 && bytes + payload.length > maxBytes)) break;
      bytes += payload.length;
      count++;
    }
    this.bytes -= bytes;
    return this.events.splice(0, count);
  }

  /** Resolves when there is something to take, when the time is up, or on `stopWaiting`. */
  async wait(ms: number): Promise<void> {
    if (this.events.length > 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = undefined;
  }

  stopWaiting(): void {
    this.wake?.();
  }
}
