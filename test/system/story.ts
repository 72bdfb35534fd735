/** An event of an order's story, as the edge tells it. */
export interface StoryEvent {
  readonly id: string;
  readonly service: string;
  readonly position: number;
  readonly stream: string;
  readonly type: string;
  readonly version: number;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly actor: { readonly type: string; readonly id: string };
  readonly causationId: string | null;
  readonly correlationId: string;
}

/** Each event of an order that goes well, with its service and what causes it. */
export const HAPPY_PATH = [
  'orders OrderPlaced < nothing',
  'inventory StockReserved < OrderPlaced',
  'orders PaymentRequested < StockReserved',
  'payments PaymentInitiated < PaymentRequested',
  'payments PaymentAuthorized < PaymentInitiated',
  'orders OrderConfirmed < PaymentAuthorized',
  'shipping FulfilmentStarted < OrderConfirmed',
  'shipping ShipmentCreated < OrderConfirmed',
  'notifications EmailComposed < OrderConfirmed',
  'shipping ShipmentDispatchRequested < ShipmentCreated',
  'payments PaymentCaptureRequested < ShipmentDispatchRequested',
  'payments PaymentCaptured < PaymentCaptureRequested',
  'shipping ShipmentDispatched < PaymentCaptured',
  'inventory StockDispatched < ShipmentDispatched',
  'orders OrderLinesDispatched < ShipmentDispatched',
  'notifications EmailComposed < ShipmentDispatched',
  'shipping ShipmentDelivered < ShipmentDispatched',
  'orders OrderLinesDelivered < ShipmentDelivered',
  'orders OrderCompleted < ShipmentDelivered',
];

/** Each event of the story in the form of the happy path. */
export function causesIn(events: readonly StoryEvent[]): string[] {
  const typeOf = new Map(events.map(({ id, type }) => [id, type]));
  return events.map(({ service, type, causationId }) => {
    const cause = causationId === null ? undefined : typeOf.get(causationId);
    return `${service} ${type} < ${cause ?? 'nothing'}`;
  });
}

/** Events that come before their cause, or before an earlier event of their log. None in causal order. */
export function outOfOrder(events: readonly StoryEvent[]): readonly StoryEvent[] {
  const told = new Set<string>();
  const heads = new Map<string, number>();
  const causes = new Set(events.map(({ id }) => id));
  return events.filter(({ id, service, position, causationId }) => {
    const early = causationId !== null && causes.has(causationId) && !told.has(causationId);
    const late = position <= (heads.get(service) ?? 0);
    told.add(id);
    heads.set(service, position);
    return early || late;
  });
}
