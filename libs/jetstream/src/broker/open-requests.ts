/** A request for messages, and what becomes of it when its time passes. */
interface OpenRequest {
  readonly count: number;
  timer: NodeJS.Timeout;
}

export interface RequestTimes {
  /** Milliseconds after which another request should be open beside this one. */
  readonly renewMs: number;
  /** Milliseconds after which a request counts as over, though nobody has said so. */
  readonly overMs: number;
  /** The newest request is to be renewed. */
  readonly onAging: () => void;
  /** A request's time has passed without a word. */
  readonly onOver: () => void;
}

/**
 * What may still come from the requests for messages that are open on one consumer. Messages don't say which request they
 * answer, and the server serves several in turns: only the sum is known, and what the server says of a request that has
 * expired.
 */
export class OpenRequests {
  private readonly open = new Map<number, OpenRequest>();
  private newest = 0;
  private aging = true;
  private sum = 0;

  constructor(private readonly times: RequestTimes) {}

  /** Messages that were asked for and may still come: never fewer than that. */
  get awaited(): number {
    return this.sum;
  }

  /** Whether no request is open but such as should be renewed. */
  get areRunningOut(): boolean {
    return this.aging || this.sum === 0;
  }

  /** @returns the request's number */
  add(count: number): number {
    const { renewMs, overMs } = this.times;
    const number = ++this.newest;
    const request: OpenRequest = {
      count,
      timer: setTimeout(() => {
        request.timer = setTimeout(() => this.passes(number), overMs - renewMs);
        if (number !== this.newest) return;
        this.aging = true;
        this.times.onAging();
      }, renewMs),
    };
    this.open.set(number, request);
    this.aging = false;
    this.sum += count;
    return number;
  }

  /** A message has come. */
  received(): void {
    if (this.sum > 0 && --this.sum === 0) this.clear();
  }

  /** The server says that a request has expired, and how many of its messages were left; nothing when it doesn't say. */
  expired(number: number, left: number | undefined): void {
    const request = this.open.get(number);
    if (request === undefined) return;
    this.remove(number, request);
    if (left !== undefined) this.sum -= left;
    this.settle();
  }

  /** Nothing is awaited any more. */
  clear(): void {
    for (const { timer } of this.open.values()) clearTimeout(timer);
    this.open.clear();
    this.sum = 0;
  }

  private passes(number: number): void {
    const request = this.open.get(number);
    if (request === undefined) return;
    this.remove(number, request);
    this.settle();
    this.times.onOver();
  }

  private remove(number: number, { timer }: OpenRequest): void {
    clearTimeout(timer);
    this.open.delete(number);
  }

  /** No more can come than the open requests have asked for. */
  private settle(): void {
    let most = 0;
    for (const { count } of this.open.values()) most += count;
    this.sum = Math.max(0, Math.min(this.sum, most));
  }
}
