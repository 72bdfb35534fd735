import type { NextAction } from '@windrose/contracts';
import type {
  AuthorizationAnswer,
  CaptureAnswer,
  RefundAnswer,
  Refused,
  VoidAnswer,
} from '../application/payment-provider';
import type { ProviderReply } from './provider-http';

/** An answer that the provider's documentation doesn't have: somebody has to look at its address or its version. */
export class UnexpectedProviderAnswer extends Error {
  readonly code = 'unexpected_provider_answer';

  constructor(operation: string, { status, body }: ProviderReply) {
    super(`the payment provider answered ${operation} with ${status} ${JSON.stringify(body)?.slice(0, 300)}`);
    this.name = new.target.name;
  }
}

/** The same key for two different calls: that is our mistake, not an answer to the customer. */
const KEY_REUSED = 'idempotency_key_reused';

/** The provider's own words where it gave some. */
interface Explanation {
  readonly code?: string;
  readonly field?: string;
  readonly message?: string;
}

interface AuthorizationBody {
  readonly id: string;
  readonly status: string;
  /** What its void released, in minor units. */
  readonly voided?: number;
  readonly nextAction?: { readonly type?: string; readonly url?: string };
  readonly decline?: Explanation;
}

export function authorizationAnswer(reply: ProviderReply): AuthorizationAnswer {
  switch (reply.status) {
    case 200:
    case 201:
    case 402:
      return authorizationOf(reply.body, reply);
    case 422:
      return invalidAuthorization(reply);
    default:
      throw new UnexpectedProviderAnswer('authorize', reply);
  }
}

/** The newest authorisation of a list that holds one at most: there is one for each key. */
export function foundAuthorization(reply: ProviderReply): AuthorizationAnswer | null {
  const data = reply.status === 200 && isObject(reply.body) ? reply.body.data : undefined;
  if (!Array.isArray(data)) throw new UnexpectedProviderAnswer('find authorization', reply);
  const found: unknown = data.at(-1);
  return found === undefined ? null : authorizationOf(found, reply);
}

export function captureAnswer(reply: ProviderReply): CaptureAnswer {
  const movement = movementOf(reply);
  if (movement === null) return refusalOf('capture', reply);
  return { outcome: 'captured', captureId: typeof movement.id === 'string' ? movement.id : null };
}

export function voidAnswer(reply: ProviderReply): VoidAnswer {
  const movement = movementOf(reply);
  if (movement === null) return refusalOf('void', reply);
  if (typeof movement.amount !== 'number') throw new UnexpectedProviderAnswer('void', reply);
  return { outcome: 'released', released: movement.amount };
}

export function refundAnswer(reply: ProviderReply): RefundAnswer {
  return movementOf(reply) === null ? refusalOf('refund', reply) : { outcome: 'refunded' };
}

function movementOf({ status, body }: ProviderReply): Readonly<Record<string, unknown>> | null {
  if (status !== 200 && status !== 201) return null;
  return isObject(body) ? body : {};
}

/** 402: the bank said no, and may say yes another time. 409 and 422: it makes no sense, and never will. */
function refusalOf(operation: string, reply: ProviderReply): Refused {
  const { code = 'refused', message = `The provider refused the ${operation}.` } = explanationOf(reply.body);
  const isRefusal = reply.status === 402 || reply.status === 409 || reply.status === 422;
  if (!isRefusal || code === KEY_REUSED) throw new UnexpectedProviderAnswer(operation, reply);
  return { outcome: 'refused', code, message, isFinal: reply.status !== 402 };
}

function authorizationOf(body: unknown, reply: ProviderReply): AuthorizationAnswer {
  if (!isAuthorization(body)) throw new UnexpectedProviderAnswer('authorize', reply);
  switch (body.status) {
    case 'authorized':
      return { outcome: 'authorized', authorizationId: body.id };
    case 'requires_action':
      return { outcome: 'action_required', authorizationId: body.id, nextAction: nextActionOf(body, reply) };
    case 'declined': {
      const { code = 'declined', message = 'The payment was declined.' } = body.decline ?? {};
      return { outcome: 'declined', code, message };
    }
    case 'voided':
      return { outcome: 'released', authorizationId: body.id, released: body.voided ?? 0 };
    default:
      throw new UnexpectedProviderAnswer('authorize', reply);
  }
}

function nextActionOf({ nextAction }: AuthorizationBody, reply: ProviderReply): NextAction {
  if (nextAction?.url === undefined) throw new UnexpectedProviderAnswer('authorize', reply);
  return { type: nextAction.type ?? 'redirect', url: nextAction.url };
}

/** The provider can't do anything with what the customer gave us. Asking again would not change that. */
function invalidAuthorization(reply: ProviderReply): AuthorizationAnswer {
  const { code, field, message = 'The payment can not be authorised.' } = explanationOf(reply.body);
  if (code === KEY_REUSED) throw new UnexpectedProviderAnswer('authorize', reply);
  if (field === 'token')
    return { outcome: 'declined', code: 'invalid_token', message: 'The payment token is not valid.' };
  return { outcome: 'declined', code: code ?? 'invalid_request', message };
}

function explanationOf(body: unknown): Explanation {
  const error = isObject(body) ? body.error : undefined;
  if (!isObject(error)) return {};
  const text = (name: string) => (typeof error[name] === 'string' ? error[name] : undefined);
  return { code: text('code'), field: text('field'), message: text('message') };
}

function isAuthorization(body: unknown): body is AuthorizationBody {
  return isObject(body) && typeof body.id === 'string' && typeof body.status === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
