import { eventSubject, streamNameOf, type Service } from '@windrose/contracts';
import type { StoredEvent } from '@windrose/event-log';
import { sleep } from '../backoff';
import type { BrokerConnection } from '../broker/connection';
import { StreamApi } from '../broker/stream-api';
import type { MirroredEvent } from './mirrored-event';
import { NotAnEvent } from './mirrored-event';
import type { ReadableLog } from './mirrored-log';
import { readMirror } from './read-mirror';

/** One way in which a mirror isn't its log. */
export type Finding =
  | { readonly kind: 'missing' | 'extra'; readonly from: number; readonly to: number }
  | { readonly kind: 'differing'; readonly position: number; readonly fields: readonly string[] };

export interface MirrorReport {
  readonly service: Service;
  readonly stream: string;
  /** Events that were compared. */
  readonly events: number;
  /** Events of the log that the stream has dropped because of their age or its size: no fault. */
  readonly expired: number;
  readonly missing: number;
  readonly differing: number;
  /** Messages of the stream that the log has no event for. */
  readonly extra: number;
  /** The first findings, in order. */
  readonly findings: readonly Finding[];
}

export interface VerifyOptions {
  readonly onProgress?: (compared: number, total: number) => void;
  /** Milliseconds to let a running relay catch up with the log's head of the start. Default 2000. */
  readonly patienceMs?: number;
}

const MAX_FINDINGS = 100;

/** Compares a log with its mirror, event by event, up to the log's head at the start. Changes nothing. */
export async function verifyMirror(
  log: ReadableLog,
  broker: BrokerConnection,
  options: VerifyOptions = {},
): Promise<MirrorReport> {
  const stream = streamNameOf(log.service);
  const head = await log.head();
  const { first, last } = await extentAtLeast(new StreamApi(broker), stream, head, options.patienceMs ?? 2_000);
  const report = new ReportWriter(log.service, stream);
  const to = Math.min(last, head);
  let next = first;
  if (first <= to) {
    report.expired = first - 1;
    for await (const page of readMirror(broker, log.service, { from: first, to })) {
      const mirrored = new Map(page.map(({ sequence, event }) => [sequence, event]));
      const end = Math.max(...mirrored.keys());
      const events = await log.readAll({ after: next - 1, upTo: end, limit: end - next + 1 });
      for (const event of events) {
        report.compare(event, mirrored.get(event.position), log.logId);
        mirrored.delete(event.position);
      }
      for (const sequence of mirrored.keys()) report.absent('extra', sequence, sequence);
      next = end + 1;
      options.onProgress?.(report.events, to - first + 1);
    }
  }
  // What follows the last message: not there yet, or lost.
  if (next <= head) report.absent('missing', next, head);
  // Events may have been appended and relayed since the start: only what the log doesn't have now is too much.
  const headNow = await log.head();
  if (last > headNow) report.absent('extra', headNow + 1, last);
  return report.finished();
}

async function extentAtLeast(
  api: StreamApi,
  stream: string,
  head: number,
  patienceMs: number,
): Promise<{ first: number; last: number }> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const state = (await api.info(stream))?.state;
    const last = state?.last_seq ?? 0;
    if (last >= head || Date.now() >= deadline) return { first: Math.max(1, state?.first_seq ?? 1), last };
    await sleep(50);
  }
}

class ReportWriter {
  events = 0;
  expired = 0;
  private readonly counts = { missing: 0, differing: 0, extra: 0 };
  private readonly findings: Finding[] = [];

  constructor(
    private readonly service: Service,
    private readonly stream: string,
  ) {}

  /** @param mirrored null for a message that isn't an event, undefined for none */
  compare(event: StoredEvent, mirrored: MirroredEvent | null | undefined, logId: string): void {
    if (mirrored === undefined) return this.absent('missing', event.position, event.position);
    this.events++;
    const fields = mirrored === null ? ['not an event'] : differingFields(this.service, event, mirrored, logId);
    if (fields.length === 0) return;
    this.counts.differing++;
    this.add({ kind: 'differing', position: event.position, fields });
  }

  absent(kind: 'missing' | 'extra', from: number, to: number): void {
    this.counts[kind] += to - from + 1;
    this.add({ kind, from, to });
  }

  finished(): MirrorReport {
    const { service, stream, events, expired, counts, findings } = this;
    return { service, stream, events, expired, ...counts, findings };
  }

  private add(finding: Finding): void {
    if (this.findings.length < MAX_FINDINGS) this.findings.push(finding);
  }
}

const ROW_FIELDS = [
  'position',
  'eventId',
  'streamId',
  'version',
  'schemaVersion',
  'recordedAt',
  'prev',
  'metaText',
  'dataText',
] as const;

function differingFields(service: Service, event: StoredEvent, mirrored: MirroredEvent, logId: string): string[] {
  try {
    const fields: string[] = ROW_FIELDS.filter((field) => event[field] !== mirrored[field]);
    if (mirrored.subject !== eventSubject(service, event.partition, event.key, event.type)) fields.push('subject');
    if (mirrored.logId !== logId) fields.push('logId');
    return fields;
  } catch (error) {
    if (error instanceof NotAnEvent) return ['not an event'];
    throw error;
  }
}
