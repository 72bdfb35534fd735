import { createHmac } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, newId, type Logger } from '@windrose/platform';

/** Where the merchant wants to be told, and the secret that shows who tells. */
export interface NoticeTarget {
  readonly url: string;
  readonly secret: string;
}

/** What is told: that there is something to look at, not what. */
export interface Notice {
  readonly reference: string;
  readonly authorizationId: string;
}

/** Milliseconds before each further try. A merchant that is away for longer has to look by itself. */
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000];
const TIMEOUT_MS = 5_000;

/**
 * Tells the merchant of what happened without being asked. A notice that doesn't get through is tried again a few times,
 * with the same id and a new signature; it is forgotten when the provider ends.
 */
export class Notices {
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly target: NoticeTarget | undefined,
    private readonly logger: Logger,
  ) {
    setMaxListeners(0, this.stopping.signal);
  }

  send(notice: Notice): void {
    if (this.target === undefined) return;
    const sending = this.tryUntilTold(this.target, JSON.stringify({ eventId: newId(), ...notice }));
    this.underWay.add(sending);
    void sending.finally(() => this.underWay.delete(sending));
  }

  /** Gives up what is still being tried. */
  async close(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.underWay);
  }

  private async tryUntilTold(target: NoticeTarget, body: string): Promise<void> {
    for (const waitMs of [0, ...WAITS_MS]) {
      try {
        await sleep(waitMs, undefined, { signal: this.stopping.signal });
        return await this.post(target, body);
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.logger.warn({ url: target.url, body }, `a notice did not get through: ${messageOf(error)}`);
      }
    }
  }

  private async post({ url, secret }: NoticeTarget, body: string): Promise<void> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'windrose-signature': signatureOf(body, secret) },
      body,
      signal: AbortSignal.any([this.stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`it was answered ${response.status}`);
  }
}

/** The time is signed too, so that what somebody has recorded can't be sent again later. */
export function signatureOf(body: string, secret: string, seconds = Math.floor(Date.now() / 1_000)): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
