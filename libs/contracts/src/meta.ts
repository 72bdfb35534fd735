/** Who caused an event. `service` names the app that acted by itself (a process step, a timer, a job). */
export interface Actor {
  readonly type: 'customer' | 'operator' | 'service';
  readonly id: string;
}

/** What every event says about its origin. */
export interface EventMeta {
  readonly actor: Actor;
  /** `default` until there are several. */
  readonly tenant: string;
  /** The id of the event that led to this one; null when a request did. */
  readonly causationId: string | null;
  /** The id shared by everything that follows from one request. */
  readonly correlationId: string;
  /** W3C Trace Context of the request. */
  readonly traceparent?: string;
}

/** A request that its caller may send again (Idempotency-Key), and that must take effect once. */
export interface RepeatableRequest {
  /** Of caller, call and key: the same for every repeat. */
  readonly id: string;
  /** Of the request's body: what a repeat must have sent to be one. */
  readonly digest: string;
}

/** What a request/reply call carries about its caller, next to its data. */
export interface RequestContext {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly traceparent?: string;
  /** Absent when nobody can repeat the request. */
  readonly request?: RepeatableRequest;
}
