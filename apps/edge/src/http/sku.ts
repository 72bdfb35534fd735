import { notFound } from './problem/problems';

export const SKU_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

/** A sku in a path. One that can't exist is answered like one that doesn't. */
export function skuFrom(param: string): string {
  if (!SKU_PATTERN.test(param)) throw notFound('There is no such product.');
  return param;
}
