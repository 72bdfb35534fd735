import type { EventMeta, Service } from '@windrose/contracts';
import { causedBy, type RecordedEvent, type Work } from '@windrose/event-log';
import { BaseRpcContext } from '@nestjs/microservices';

/** An event of another log, as a handler gets it: the row of that log, and the log's name. */
export interface ConsumedEvent<Type extends string = string, Data = unknown> extends RecordedEvent<Type, Data> {
  readonly source: string;
  /** Identity of that log. */
  readonly logId: string;
}

/** What a handler gets beside the event's data: `@Ctx() context: EventContext`. */
export class EventContext extends BaseRpcContext<[ConsumedEvent, Work]> {
  private causedMeta: EventMeta | undefined;

  constructor(
    readonly event: ConsumedEvent,
    /** Collects what is decided. It is appended with the cursors after the last event of the batch. */
    readonly work: Work,
    private readonly service: Service,
  ) {
    super([event, work]);
  }

  /** The meta of what this event leads to. */
  get meta(): EventMeta {
    return (this.causedMeta ??= causedBy(this.event, this.service));
  }
}
