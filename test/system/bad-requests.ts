import { randomUUID } from 'node:crypto';
import type { Fields } from './client';

interface Request {
  readonly text?: string;
  readonly headers?: Fields;
}

const compass = { sku: 'compass', quantity: 1 };

/** What makes an order's body invalid, and the field that the answer has to name. */
export const INVALID_ORDERS: [what: string, change: object, pointer: string][] = [
  ['an unknown sku', { lines: [compass, { ...compass, sku: 'no-such' }] }, '#/lines/1/sku'],
  ['no unit at all', { lines: [{ ...compass, quantity: 0 }] }, '#/lines/0/quantity'],
  ['no line', { lines: [] }, '#/lines'],
  ['a price of its own', { lines: [{ ...compass, unitPrice: 1 }] }, '#/lines/0/unitPrice'],
  ['no token', { payment: {} }, '#/payment/token'],
];

/** What can't be a call at all, and its status. */
export const BAD_REQUESTS: [what: string, status: number, method: string, path: string, request: Request][] = [
  ['malformed JSON', 400, 'POST', '/v1/orders', { text: '{"lines": [' }],
  ['a body over 256 KiB', 413, 'POST', '/v1/orders', { text: JSON.stringify('x'.repeat(256 * 1_024)) }],
  ['no JSON', 415, 'POST', '/v1/orders', { text: 'x', headers: { 'content-type': 'text/plain' } }],
  ['a method that is not there', 405, 'DELETE', '/v1/orders', {}],
  ['a path that is not there', 404, 'GET', '/v1/nothing', {}],
  ['an order that is not there', 404, 'GET', `/v1/orders/${randomUUID()}`, {}],
  ['a limit beyond 100', 400, 'GET', '/v1/orders?limit=101', {}],
  ['a cursor that is none', 400, 'GET', '/v1/orders?cursor=none', {}],
];
