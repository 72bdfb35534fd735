import type { EventMeta, RequestContext, Service } from '@windrose/contracts';
import type { RecordedEvent } from './event';

const DEFAULT_TENANT = 'default';

/** The meta of events that a request leads to: the caller is the actor, nothing in the logs is the cause. */
export function requestedBy(context: RequestContext): EventMeta {
  return {
    actor: context.actor,
    tenant: DEFAULT_TENANT,
    causationId: null,
    correlationId: context.correlationId,
    traceparent: context.traceparent,
  };
}

/** The meta of events that a service decides because of another event. */
export function causedBy(event: Pick<RecordedEvent, 'eventId' | 'meta'>, service: Service): EventMeta {
  return { ...event.meta, actor: { type: 'service', id: service }, causationId: event.eventId };
}

/** The meta of events that a service decides when a timer is due or a job is done. */
export function scheduledBy(meta: EventMeta, service: Service): EventMeta {
  return { ...meta, actor: { type: 'service', id: service } };
}
