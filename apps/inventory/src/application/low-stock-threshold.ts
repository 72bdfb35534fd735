/** Injects how many units of a product, or less, are a low stock: a number. */
export const LOW_STOCK_THRESHOLD = Symbol('LOW_STOCK_THRESHOLD');
