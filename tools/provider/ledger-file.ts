import { open, type FileHandle } from 'node:fs/promises';
import { messageOf } from '@windrose/platform';
import { linesOf } from './lines';
import type { LedgerRecord } from './record';

/** Where a record stands in the file, in bytes. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

export interface LedgerFileOptions {
  readonly path: string;
  /**
   * Whether a group of records is synced to the disk before it counts as written. Without it (the default) the records
   * survive the death of the process, with it that of the machine, at the price of a sync for each group.
   */
  readonly fsync: boolean;
  /** Gets every record that is in the file already, in order, before `open` returns. */
  readonly onRecord: (record: LedgerRecord, place: Place) => void;
  /** Told once, when a write has failed. The process should end. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * The provider's memory: a file of JSON lines that only grows.
 *
 * Records that arrive while a write is under way go out together in the next one (group commit), so a thousand callers
 * cost a handful of writes. After a write that failed nothing is written any more: what the process believes and what
 * the file says may differ, and only a restart from the file makes them one again.
 */
export class LedgerFile {
  private queue: Buffer[] = [];
  /** Settles with the write that takes `queue`; rejected for good once a write has failed. */
  private queued = deferred();
  /** The write that is under way. */
  private writing: Promise<void> | undefined;
  private failed = false;
  /** Bytes that are in the file. */
  private written: number;

  private constructor(
    private readonly file: FileHandle,
    private readonly options: LedgerFileOptions,
    /** Bytes that are in the file or in the queue. */
    private size: number,
  ) {
    this.written = size;
  }

  static async open(options: LedgerFileOptions): Promise<LedgerFile> {
    const { path, onRecord } = options;
    const file = await open(path, 'a+');
    try {
      const { size } = await file.stat();
      let complete = 0;
      for await (const { line, offset } of linesOf(file, size)) {
        onRecord(parsed(line, offset, path), { offset, length: line.length });
        complete = offset + line.length + 1;
      }
      // A process that died while it wrote leaves half a line, which nobody has been told about.
      if (complete < size) await file.truncate(complete);
      return new LedgerFile(file, options, complete);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Queues a record. Its place is known at once; it must not be spoken of before `written` has settled. */
  append(record: LedgerRecord): { readonly place: Place; readonly written: Promise<void> } {
    const line = Buffer.from(`${JSON.stringify(record)}\n`);
    const place = { offset: this.size, length: line.length - 1 };
    if (!this.failed) {
      this.size += line.length;
      this.queue.push(line);
      if (this.queue.length === 1 && this.writing === undefined) setImmediate(() => void this.writeQueue());
    }
    return { place, written: this.queued.promise };
  }

  /** Settles when everything that was appended before this call is in the file. */
  settled(): Promise<void> {
    if (this.queue.length > 0 || this.failed) return this.queued.promise;
    return this.writing ?? Promise.resolve();
  }

  async read({ offset, length }: Place): Promise<LedgerRecord> {
    await this.settled();
    const { buffer } = await this.file.read(Buffer.alloc(length), 0, length, offset);
    return JSON.parse(buffer.toString()) as LedgerRecord;
  }

  /** Every record that was appended before this call, in order. */
  async *records(): AsyncGenerator<LedgerRecord> {
    await this.settled();
    for await (const { line } of linesOf(this.file, this.written)) yield JSON.parse(line.toString()) as LedgerRecord;
  }

  async close(): Promise<void> {
    await this.settled().catch(() => undefined);
    await this.file.close();
  }

  /** Begins one turn of the event loop after the first record, so that what arrived together goes out together. */
  private async writeQueue(): Promise<void> {
    while (this.queue.length > 0 && !this.failed) {
      const { queue, queued } = this;
      this.queue = [];
      this.queued = deferred();
      this.writing = queued.promise;
      try {
        await this.writeAll(Buffer.concat(queue));
        queued.resolve();
      } catch (error) {
        this.failed = true;
        queued.reject(error);
        this.queued.reject(error);
        this.options.onFailure(error);
      }
    }
    this.writing = undefined;
  }

  private async writeAll(bytes: Buffer): Promise<void> {
    let done = 0;
    while (done < bytes.length) done += (await this.file.write(bytes, done)).bytesWritten;
    if (this.options.fsync) await this.file.datasync();
    this.written += bytes.length;
  }
}

function parsed(line: Buffer, offset: number, path: string): LedgerRecord {
  try {
    return JSON.parse(line.toString()) as LedgerRecord;
  } catch (error) {
    throw new Error(`${path} is damaged at byte ${offset}: ${messageOf(error)}`, { cause: error });
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void } {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((yes, no) => ([resolve, reject] = [yes, no]));
  // Whoever waits hears of a failure; with nobody waiting it must not end the process from the side.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
