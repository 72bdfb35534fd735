import type { StreamInfo } from '@nats-io/jetstream';
import { messageOf, type Logger } from '@windrose/platform';
import { sleep } from '../backoff';
import type { Standing } from './identity-check';
import type { MirrorStream } from './mirror-stream';

/** Milliseconds before damage counts as such: retention may just have dropped what was looked for. */
const CONFIRM_MS = 500;

/**
 * Has a mirror made anew when the broker has lost messages within it, such as after its directory was replaced while it
 * ran. That is certain only where the stream refuses deletions: then nobody can have meant it. Elsewhere the gap stays,
 * is told, and consumers take what is missing from the log.
 */
export class Mender {
  private suspected = false;
  private standing: Extract<Standing, { kind: 'damaged' }> | null = null;

  constructor(
    private readonly stream: MirrorStream,
    private readonly logger: Logger,
  ) {}

  /** What the mirror has lost and won't get back. */
  get damage(): string | null {
    return this.standing?.reason ?? null;
  }

  /** `look again`: what the comparison found holds no more. */
  async look(standing: Standing, info: StreamInfo | null): Promise<'go on' | 'look again'> {
    if (standing.kind !== 'damaged') {
      this.suspected = false;
      this.standing = null;
      return 'go on';
    }
    if (!this.suspected) {
      this.suspected = true;
      await sleep(CONFIRM_MS);
      return 'look again';
    }
    const isNews = this.standing?.lost !== standing.lost;
    if (isNews && (await this.madeAnew(standing.reason, info))) return 'look again';
    this.standing = standing;
    if (isNews) this.logger.error(`${standing.reason}: consumers take them from the log (windrose mirror verify)`);
    return 'go on';
  }

  private async madeAnew(reason: string, info: StreamInfo | null): Promise<boolean> {
    if (info?.config.deny_delete !== true || !this.stream.isOurs) return false;
    this.logger.error(`${reason}: it is deleted and filled again from the log`);
    try {
      await this.stream.delete();
      return true;
    } catch (error) {
      this.logger.error(`stream ${this.stream.name} can't be deleted: ${messageOf(error)}`);
      return false;
    }
  }
}
