import type { OnApplicationShutdown } from '@nestjs/common';
import {
  PaymentProvider,
  type AuthorizationAnswer,
  type AuthorizationQuery,
  type AuthorizationRequest,
  type CaptureAnswer,
  type CaptureRequest,
  type RefundAnswer,
  type RefundRequest,
  type VoidAnswer,
  type VoidRequest,
} from '../application/payment-provider';
import { authorizationAnswer, captureAnswer, foundAuthorization, refundAnswer, voidAnswer } from './provider-answers';
import type { ProviderHttp, ProviderReply } from './provider-http';

/** The payment provider behind its HTTP API. */
export class HttpPaymentProvider extends PaymentProvider implements OnApplicationShutdown {
  constructor(private readonly http: ProviderHttp) {
    super();
  }

  async authorize(request: AuthorizationRequest, signal: AbortSignal): Promise<AuthorizationAnswer> {
    const { reference, token, idempotencyKey } = request;
    const { amount, currency } = request.amount;
    const body = { reference, amount, currency, token };
    return authorizationAnswer(
      await this.http.call({ method: 'POST', path: '/authorizations', body, idempotencyKey, signal }),
    );
  }

  async findAuthorization(
    { idempotencyKey }: AuthorizationQuery,
    signal: AbortSignal,
  ): Promise<AuthorizationAnswer | null> {
    const path = `/authorizations?idempotencyKey=${encodeURIComponent(idempotencyKey)}`;
    return foundAuthorization(await this.http.call({ method: 'GET', path, signal }));
  }

  async capture(request: CaptureRequest, signal: AbortSignal): Promise<CaptureAnswer> {
    const { authorizationId, amount, idempotencyKey } = request;
    const path = pathOf(authorizationId, 'capture');
    return captureAnswer(await this.post(path, { amount: amount.amount }, idempotencyKey, signal));
  }

  async void({ authorizationId, idempotencyKey }: VoidRequest, signal: AbortSignal): Promise<VoidAnswer> {
    return voidAnswer(await this.post(pathOf(authorizationId, 'void'), {}, idempotencyKey, signal));
  }

  async refund({ authorizationId, amount, idempotencyKey }: RefundRequest, signal: AbortSignal): Promise<RefundAnswer> {
    const path = pathOf(authorizationId, 'refund');
    return refundAnswer(await this.post(path, { amount: amount.amount }, idempotencyKey, signal));
  }

  onApplicationShutdown(): Promise<void> {
    return this.http.close();
  }

  private post(path: string, body: object, idempotencyKey: string, signal: AbortSignal): Promise<ProviderReply> {
    return this.http.call({ method: 'POST', path, body, idempotencyKey, signal });
  }
}

function pathOf(authorizationId: string, operation: 'capture' | 'void' | 'refund'): string {
  return `/authorizations/${encodeURIComponent(authorizationId)}/${operation}`;
}
