import type { RpcSubject } from './rpc';
import type { Service } from './sources';

/** What a service needs of the others. */
export interface Access {
  /** The services whose events it handles: it may read their streams. */
  readonly consumes: readonly Service[];
  /** What it asks others: one call, or all of a service's. */
  readonly calls: readonly (RpcSubject | `rpc.v1.${Service}.*`)[];
  /** The services whose events it hears at the moment they are published. They only tell it to look again. */
  readonly hears: readonly Service[];
}

/**
 * Who may do what with whom. The broker's permissions are made from it, so what is not here is refused; a test compares
 * it with what the services' code handles and calls.
 */
export const ACCESS: Readonly<Record<Service, Access>> = {
  edge: {
    consumes: [],
    calls: [
      'rpc.v1.orders.*',
      'rpc.v1.inventory.*',
      'rpc.v1.payments.*',
      'rpc.v1.shipping.*',
      'rpc.v1.customers.*',
      'rpc.v1.notifications.*',
    ],
    hears: ['edge', 'orders', 'inventory', 'payments', 'shipping', 'notifications'],
  },
  orders: {
    consumes: ['edge', 'inventory', 'payments', 'shipping'],
    calls: ['rpc.v1.inventory.get-entries'],
    hears: [],
  },
  inventory: { consumes: ['orders', 'shipping'], calls: [], hears: [] },
  payments: { consumes: ['orders', 'shipping'], calls: [], hears: [] },
  shipping: { consumes: ['orders', 'payments'], calls: [], hears: [] },
  customers: { consumes: [], calls: [], hears: [] },
  notifications: { consumes: ['orders', 'payments', 'shipping', 'customers'], calls: [], hears: [] },
};
