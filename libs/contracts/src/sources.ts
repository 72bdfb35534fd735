/**
 * The event sources. A source is one service's log; its mirror is one JetStream stream.
 * `edge` owns no business data: its log holds accepted commands, mirrored as `INTAKE`.
 */
export const SOURCES = {
  edge: { stream: 'INTAKE' },
  orders: { stream: 'ORDERS' },
  inventory: { stream: 'INVENTORY' },
  payments: { stream: 'PAYMENTS' },
  shipping: { stream: 'SHIPPING' },
  customers: { stream: 'CUSTOMERS' },
  notifications: { stream: 'NOTIFICATIONS' },
} as const;

export type Service = keyof typeof SOURCES;

export const SERVICES = Object.keys(SOURCES) as Service[];

/** The name of the JetStream stream that mirrors the service's log. */
export function streamNameOf(service: Service): string {
  return SOURCES[service].stream;
}

export function isService(name: string): name is Service {
  return Object.hasOwn(SOURCES, name);
}
