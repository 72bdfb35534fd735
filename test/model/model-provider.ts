import {
  PaymentProvider,
  ProviderOutcomeUnknown,
  ProviderUnavailable,
  type AuthorizationAnswer,
  type AuthorizationQuery,
  type AuthorizationRequest,
  type CaptureAnswer,
  type CaptureRequest,
  type RefundAnswer,
  type RefundRequest,
  type Refused,
  type VoidAnswer,
  type VoidRequest,
} from '../../apps/payments/src/application/payment-provider';

/** What happens to the next call: it is done, the bank says no, nobody hears it, or its answer is lost. */
export type Fate = 'done' | 'refused' | 'unheard' | 'lost' | 'asks the customer';

export interface Authorization {
  readonly id: string;
  readonly reference: string;
  readonly amount: number;
  status: 'authorized' | 'declined' | 'requires_action' | 'voided';
  captured: number;
  refunded: number;
  released: number;
}

const REFUSED: Refused = { outcome: 'refused', code: 'refused', message: 'The bank said no.', isFinal: false };
const SENSELESS: Refused = { outcome: 'refused', code: 'wrong_status', message: 'It makes no sense.', isFinal: true };

/** A payment provider's books, and the bad luck that its callers have. The first answer to a key is kept. */
export class ModelProvider extends PaymentProvider {
  readonly authorizations: Authorization[] = [];
  fate: Fate = 'done';
  private readonly answers = new Map<string, unknown>();

  async authorize({ reference, amount, idempotencyKey }: AuthorizationRequest): Promise<AuthorizationAnswer> {
    return this.once(idempotencyKey, () => {
      const authorization: Authorization = {
        id: idempotencyKey,
        reference,
        amount: amount.amount,
        status: statusBy(this.fate),
        captured: 0,
        refunded: 0,
        released: 0,
      };
      this.authorizations.push(authorization);
      return answerOf(authorization);
    });
  }

  async findAuthorization({
    idempotencyKey,
    authorizationId,
  }: AuthorizationQuery): Promise<AuthorizationAnswer | null> {
    if (this.fate === 'unheard') throw new ProviderUnavailable('the model says so');
    const found = this.authorizations.find(({ id }) => id === (authorizationId ?? idempotencyKey));
    return found === undefined ? null : answerOf(found);
  }

  async capture({ authorizationId, amount: { amount }, idempotencyKey }: CaptureRequest): Promise<CaptureAnswer> {
    return this.once(idempotencyKey, () => {
      const authorization = this.known(authorizationId);
      if (authorization.status !== 'authorized' || amount > heldOf(authorization)) return SENSELESS;
      if (this.fate === 'refused') return REFUSED;
      authorization.captured += amount;
      return { outcome: 'captured', captureId: null };
    });
  }

  async void({ authorizationId, idempotencyKey }: VoidRequest): Promise<VoidAnswer> {
    return this.once(idempotencyKey, () => {
      const authorization = this.known(authorizationId);
      if (authorization.status !== 'authorized' && authorization.status !== 'requires_action') return SENSELESS;
      const released = heldOf(authorization);
      authorization.released += released;
      authorization.status = 'voided';
      return { outcome: 'released', released };
    });
  }

  async refund({ authorizationId, amount: { amount }, idempotencyKey }: RefundRequest): Promise<RefundAnswer> {
    return this.once(idempotencyKey, () => {
      const authorization = this.known(authorizationId);
      if (authorization.refunded + amount > authorization.captured) return SENSELESS;
      if (this.fate === 'refused') return REFUSED;
      authorization.refunded += amount;
      return { outcome: 'refunded' };
    });
  }

  /** Forgets everything. */
  clear(): void {
    this.authorizations.length = 0;
    this.answers.clear();
    this.fate = 'done';
  }

  /** The customer presses the button, if there still is one. */
  confirm(authorization: Authorization): void {
    if (authorization.status === 'requires_action') authorization.status = 'authorized';
  }

  private known(id: string): Authorization {
    const found = this.authorizations.find((authorization) => authorization.id === id);
    if (found === undefined) throw new Error(`the provider was asked about ${id}, which it never authorised`);
    return found;
  }

  private once<T>(key: string, act: () => T): T {
    if (this.fate === 'unheard') throw new ProviderUnavailable('the model says so');
    if (!this.answers.has(key)) this.answers.set(key, act());
    if (this.fate === 'lost') throw new ProviderOutcomeUnknown('the model says so');
    return this.answers.get(key) as T;
  }
}

/** What is held and neither captured nor released. */
export function heldOf({ status, amount, captured, released }: Authorization): number {
  return status === 'authorized' ? amount - captured - released : 0;
}

function statusBy(fate: Fate): Authorization['status'] {
  if (fate === 'refused') return 'declined';
  return fate === 'asks the customer' ? 'requires_action' : 'authorized';
}

function answerOf({ id, status, released }: Authorization): AuthorizationAnswer {
  switch (status) {
    case 'authorized':
      return { outcome: 'authorized', authorizationId: id };
    case 'declined':
      return { outcome: 'declined', code: 'refused', message: 'The bank said no.' };
    case 'requires_action': {
      const nextAction = { type: 'redirect', url: 'http://provider.test/pay' };
      return { outcome: 'action_required', authorizationId: id, nextAction };
    }
    case 'voided':
      return { outcome: 'released', authorizationId: id, released };
    default:
      return status satisfies never;
  }
}
