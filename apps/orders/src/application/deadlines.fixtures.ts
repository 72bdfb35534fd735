import type { OrderDeadlines } from './order-deadlines';

/** Deadlines that no test lives to see. For tests only. */
export const AMPLE: OrderDeadlines = { confirmedMs: 3_600_000, reservedMs: 900_000, paymentMs: 30_000 };
