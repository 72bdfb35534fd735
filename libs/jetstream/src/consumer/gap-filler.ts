import type { Service } from '@windrose/contracts';
import { eventsFromLog } from './consumer-metrics';
import { AnotherLog, HoleInSource, type Continuity, type Gap } from './continuity';
import type { EventBuffer } from './event-buffer';
import type { SourceLog, SourceSlice } from './source-log';

export interface GapFillerOptions {
  readonly source: Service;
  readonly sourceLog: SourceLog;
  readonly continuity: Continuity;
  readonly buffer: EventBuffer;
  readonly signal: AbortSignal;
  /** Told how many events the source has behind the ones that were taken. */
  readonly onProgress: (pending: number) => void;
}

/** Takes events that a stream doesn't have from its log, in order, no faster than they are handled. */
export class GapFiller {
  private wake: (() => void) | undefined;

  constructor(private readonly options: GapFillerOptions) {}

  /** There may be room in the buffer. */
  refill(): void {
    this.wake?.();
  }

  /**
   * Reads the log up to the end of the gap. It begins with the last event that was read before, to see that the log is
   * the one that event was of.
   * @throws ServiceUnavailable when the owner can't be asked, AnotherLog, HoleInSource
   */
  async fill(gap: Gap): Promise<void> {
    const { continuity, buffer, sourceLog, signal, onProgress } = this.options;
    do {
      while (buffer.room === 0 && !signal.aborted) await this.room();
      if (signal.aborted) return;
      const before = continuity.last;
      const slice = await sourceLog.read(Math.max(0, before - 1), Math.min(gap.upTo, before + buffer.room));
      this.take(slice, before, gap);
      onProgress(Math.max(0, slice.head - continuity.last));
    } while (continuity.last < gap.upTo);
  }

  private take({ logId, head, events }: SourceSlice, before: number, { upTo, logId: ofStream }: Gap): void {
    const { source, continuity, buffer } = this.options;
    if (ofStream !== undefined && ofStream !== logId) {
      throw new AnotherLog(`the stream has events of ${source} log ${ofStream}, but its owner's is log ${logId}`);
    }
    if (head < before) {
      throw new AnotherLog(`${source} ${before} was handled already, but log ${logId} ends at ${head}`);
    }
    for (const event of events) {
      if (!continuity.isNext(event)) continue;
      buffer.push(event);
      eventsFromLog.inc({ source });
    }
    if (continuity.last === before && upTo > before) {
      throw new HoleInSource(`${source} log ${logId} ends at ${head}, but its stream goes on behind ${upTo}`);
    }
  }

  private async room(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    this.wake = undefined;
  }
}
