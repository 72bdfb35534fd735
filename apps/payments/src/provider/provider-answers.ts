import type { AuthorizationAnswer, TransferAnswer } from '../application/payment-provider';
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
  readonly nextAction?: { readonly url?: string };
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

export function transferAnswer(operation: 'capture' | 'void' | 'refund', reply: ProviderReply): TransferAnswer {
  const { code = 'refused', message = `The provider refused the ${operation}.` } = explanationOf(reply.body);
  switch (reply.status) {
    case 200:
    case 201:
      return { outcome: 'done' };
    case 402:
    case 409:
    case 422:
      if (code === KEY_REUSED) break;
      return { outcome: 'refused', code, message };
    default:
  }
  throw new UnexpectedProviderAnswer(operation, reply);
}

function authorizationOf(body: unknown, reply: ProviderReply): AuthorizationAnswer {
  if (!isAuthorization(body)) throw new UnexpectedProviderAnswer('authorize', reply);
  switch (body.status) {
    case 'authorized':
      return { outcome: 'authorized', authorizationId: body.id };
    case 'requires_action':
      return { outcome: 'action_required', authorizationId: body.id, url: body.nextAction?.url ?? '' };
    case 'declined': {
      const { code = 'declined', message = 'The payment was declined.' } = body.decline ?? {};
      return { outcome: 'declined', code, message };
    }
    case 'voided':
      return { outcome: 'declined', code: 'voided', message: 'The authorisation was given back.' };
    default:
      throw new UnexpectedProviderAnswer('authorize', reply);
  }
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
