/** Headers beside the CloudEvents attributes. With those, the subject and the sequence they hold the whole row. */
export const HEADER = {
  /** The event's id: the broker drops a repeat within its duplicate window. */
  messageId: 'Nats-Msg-Id',
  /** Position − 1: the broker refuses the message anywhere else than at its position. */
  expectedLastSequence: 'Nats-Expected-Last-Sequence',
  /** W3C Trace Context, from the event's meta. */
  traceparent: 'traceparent',
  /** The identity (UUID) of the log that the event is from. */
  logId: 'Windrose-Log-Id',
  /** The event's version in its stream. */
  version: 'Windrose-Version',
  schemaVersion: 'Windrose-Schema-Version',
  /** Position of the event before this one in the same partition. */
  prev: 'Windrose-Prev',
  /** The event's meta: the very JSON text of the log. */
  meta: 'Windrose-Meta',
} as const;

/** CloudEvents 1.0, NATS protocol binding, binary mode: attributes as headers, `data` as payload. */
export const CE = {
  specversion: 'ce-specversion',
  id: 'ce-id',
  /** The source's name, a relative URI reference: `orders`. */
  source: 'ce-source',
  type: 'ce-type',
  /** When it was recorded. */
  time: 'ce-time',
  /** The stream's id. */
  subject: 'ce-subject',
  datacontenttype: 'ce-datacontenttype',
} as const;
