import { readLogSubject, type LogSlice, type Service } from '@windrose/contracts';
import { newId, ServiceUnavailable } from '@windrose/platform';
import type { BrokerConnection } from '../broker/connection';
import { MessageWriter } from '../mirror/message-writer';
import { MirroredEvent } from '../mirror/mirrored-event';
import { RpcClient } from '../rpc/rpc-client';

/** Milliseconds that the owner may take for a page of its log. */
const DEADLINE_MS = 5_000;

/** A part of a source's log, as its mirror would have it. */
export interface SourceSlice {
  readonly logId: string;
  /** Position of the log's last event. */
  readonly head: number;
  readonly events: readonly MirroredEvent[];
}

/** A source's log itself, asked for from the service that owns it. Its mirror is a copy and may lack something. */
export class SourceLog {
  private readonly rpc: RpcClient;

  /** @param consumer the service that asks */
  constructor(
    private readonly source: Service,
    private readonly consumer: Service,
    broker: BrokerConnection,
  ) {
    this.rpc = new RpcClient({ broker });
  }

  /**
   * The first of the events behind `after` up to `upTo`, as many as one answer holds.
   * @throws ServiceUnavailable when the owner can't be asked now
   */
  async read(after: number, upTo: number): Promise<SourceSlice> {
    const context = { actor: { type: 'service', id: this.consumer }, correlationId: newId() } as const;
    const reply = await this.rpc.call(readLogSubject(this.source), { after, upTo }, context, {
      deadlineMs: DEADLINE_MS,
    });
    if (!reply.ok) throw new ServiceUnavailable(`${this.source} refuses to show its log: ${reply.refusal.detail}`);
    const { logId, head } = reply.value;
    return { logId, head, events: this.eventsOf(reply.value) };
  }

  /** By way of the messages that the relay would publish: so there is one way only from a row to a handler. */
  private eventsOf({ logId, rows }: LogSlice): MirroredEvent[] {
    const writer = new MessageWriter(this.source, logId);
    return rows.map((row) => {
      const { subject, headers, payload } = writer.write(row);
      return new MirroredEvent(this.source, row.position, subject, headers.text, payload);
    });
  }
}
