import { metrics } from '@windrose/platform';
import { authorizationBody } from './bodies';
import { customerErrorPage, customerPage } from './customer-page';
import type { MoneyMovement } from './money-movement';
import type { Caller, PaymentProvider } from './payment-provider';
import { Refused } from './refusal';
import { answered, html, json, jsonList, text, type Reply } from './reply';
import { authorizeRequest, captureRequest, refundRequest, voidRequest } from './requests';

export interface Call {
  readonly provider: PaymentProvider;
  /** The part of the path that `:id` stands for, else empty. */
  readonly id: string;
  readonly query: URLSearchParams;
  /** Reads the JSON that was sent; undefined when nothing was. Throws `Refused`. */
  readonly body: () => Promise<unknown>;
  readonly idempotencyKey: string | undefined;
  readonly baseUrl: string;
}

type Handler = (call: Call) => Promise<Reply>;

/** Path → method → handler. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  '/authorizations': {
    GET: findAuthorizations,
    POST: async (call) => answered(await call.provider.authorize(authorizeRequest(await call.body()), callerOf(call))),
  },
  '/authorizations/:id': {
    GET: async ({ provider, id, baseUrl }) => {
      await provider.settled();
      return json(200, authorizationBody(provider.authorization(id), baseUrl));
    },
  },
  '/authorizations/:id/capture': {
    POST: async (call) => {
      const { amount } = captureRequest(await call.body());
      return answered(await call.provider.change(call.id, { type: 'Capture', amount }, callerOf(call)));
    },
  },
  '/authorizations/:id/refund': {
    POST: async (call) => {
      const { amount } = refundRequest(await call.body());
      return answered(await call.provider.change(call.id, { type: 'Refund', amount }, callerOf(call)));
    },
  },
  '/authorizations/:id/void': {
    POST: async (call) => {
      voidRequest(await call.body());
      return answered(await call.provider.change(call.id, { type: 'Void' }, callerOf(call)));
    },
  },
  '/ledger': {
    GET: ({ provider, query }) => Promise.resolve(jsonList(movements(provider, query.get('reference')))),
  },
  '/pay/:id': {
    GET: (call) => onPage(call, () => call.provider.settled()),
    POST: (call) => onPage(call, () => call.provider.confirm(call.id)),
  },
  '/livez': { GET: () => Promise.resolve(text(200, 'ok\n')) },
  '/readyz': { GET: () => Promise.resolve(text(200, 'ok\n')) },
  '/metrics': { GET: async () => text(200, await metrics.metrics(), metrics.contentType) },
};

/** The handler of a call and the id in its path. Throws `Refused` with 404 or 405. */
export function route(method: string, path: string): { handler: Handler; id: string } {
  const [, first, id, action, ...rest] = path.split('/');
  const pattern = `/${first ?? ''}${id === undefined ? '' : '/:id'}${action === undefined ? '' : `/${action}`}`;
  const methods = rest.length > 0 || id === '' ? undefined : ROUTES[pattern];
  if (methods === undefined) {
    throw new Refused({ status: 404, code: 'not_found', field: 'path', message: `There is nothing at ${path}.` });
  }
  const handler = methods[method];
  if (handler === undefined) {
    const message = `${path} takes ${Object.keys(methods).join(', ')}.`;
    throw new Refused({ status: 405, code: 'method_not_allowed', field: 'method', message });
  }
  return { handler, id: id ?? '' };
}

/** Whether a path is answered before the ledger has been read. */
export function isHealthCheck(path: string): boolean {
  return path === '/livez' || path === '/readyz';
}

function callerOf({ idempotencyKey, baseUrl }: Call): Caller {
  if (idempotencyKey !== undefined && /^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) return { idempotencyKey, baseUrl };
  const message =
    'Idempotency-Key must be 1 to 255 visible ASCII characters: without it a repeated call would pay twice.';
  throw new Refused({ status: 400, code: 'bad_idempotency_key', field: 'Idempotency-Key', message });
}

async function findAuthorizations({ provider, query, baseUrl }: Call): Promise<Reply> {
  const reference = query.get('reference') ?? undefined;
  const idempotencyKey = query.get('idempotencyKey') ?? undefined;
  if (reference === undefined && idempotencyKey === undefined) {
    const message = 'Give reference, idempotencyKey or both.';
    throw new Refused({ status: 400, code: 'missing_parameter', field: 'reference', message });
  }
  await provider.settled();
  const found = provider.find({ reference, idempotencyKey });
  return json(200, { data: found.map((authorization) => authorizationBody(authorization, baseUrl)) });
}

async function* movements(provider: PaymentProvider, reference: string | null): AsyncGenerator<MoneyMovement> {
  for await (const movement of provider.movements()) {
    if (reference === null || movement.reference === reference) yield movement;
  }
}

/** People read this answer, so errors are pages too. */
async function onPage({ provider, id }: Call, act: () => Promise<void>): Promise<Reply> {
  try {
    await act();
    return html(200, customerPage(provider.authorization(id)));
  } catch (error) {
    if (error instanceof Refused) return html(error.refusal.status, customerErrorPage(error.message));
    throw error;
  }
}
