import type { Answer } from './payment-provider';

/** What goes over the wire: one text, or pieces for what may be large. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | AsyncIterable<string>;
  readonly delivery: Answer['delivery'];
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };
const REPLAYED_HEADERS = { ...JSON_HEADERS, 'idempotent-replayed': 'true' };
const HTML_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
};

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return { status, headers: { ...JSON_HEADERS, ...headers }, body: JSON.stringify(body), delivery: 'at once' };
}

export function html(status: number, body: string): Reply {
  return { status, headers: HTML_HEADERS, body, delivery: 'at once' };
}

export function text(status: number, body: string, contentType = 'text/plain; charset=utf-8'): Reply {
  return { status, headers: { 'content-type': contentType }, body, delivery: 'at once' };
}

export function answered({ status, body, replayed, delivery }: Answer): Reply {
  const headers = replayed ? REPLAYED_HEADERS : JSON_HEADERS;
  return { status, headers, body: JSON.stringify(body), delivery };
}

/** `{"data": [...]}`, in pieces of some hundred items: a long list must not stop everything else while it is built. */
export function jsonList(items: AsyncIterable<unknown>): Reply {
  return { status: 200, headers: JSON_HEADERS, body: listPieces(items), delivery: 'at once' };
}

async function* listPieces(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let piece = '{"data":[';
  let count = 0;
  for await (const item of items) {
    piece += (count === 0 ? '' : ',') + JSON.stringify(item);
    count += 1;
    if (count % 500 === 0) {
      yield piece;
      piece = '';
    }
  }
  yield `${piece}]}\n`;
}
