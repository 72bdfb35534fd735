import type { OnApplicationShutdown } from '@nestjs/common';
import {
  PaymentProvider,
  type AuthorizationAnswer,
  type AuthorizationRequest,
  type CaptureRequest,
  type RefundRequest,
  type TransferAnswer,
  type VoidRequest,
} from '../application/payment-provider';
import { authorizationAnswer, foundAuthorization, transferAnswer } from './provider-answers';
import type { ProviderHttp } from './provider-http';

interface Transfer {
  readonly operation: 'capture' | 'void' | 'refund';
  readonly authorizationId: string;
  readonly idempotencyKey: string;
  readonly body?: object;
}

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

  async findAuthorization(idempotencyKey: string, signal: AbortSignal): Promise<AuthorizationAnswer | null> {
    const path = `/authorizations?idempotencyKey=${encodeURIComponent(idempotencyKey)}`;
    return foundAuthorization(await this.http.call({ method: 'GET', path, signal }));
  }

  capture({ amount: { amount }, ...request }: CaptureRequest, signal: AbortSignal): Promise<TransferAnswer> {
    return this.transfer({ ...request, operation: 'capture', body: { amount } }, signal);
  }

  void(request: VoidRequest, signal: AbortSignal): Promise<TransferAnswer> {
    return this.transfer({ ...request, operation: 'void' }, signal);
  }

  refund({ amount: { amount }, ...request }: RefundRequest, signal: AbortSignal): Promise<TransferAnswer> {
    return this.transfer({ ...request, operation: 'refund', body: { amount } }, signal);
  }

  onApplicationShutdown(): Promise<void> {
    return this.http.close();
  }

  private async transfer({ operation, authorizationId, idempotencyKey, body }: Transfer, signal: AbortSignal) {
    const path = `/authorizations/${encodeURIComponent(authorizationId)}/${operation}`;
    return transferAnswer(operation, await this.http.call({ method: 'POST', path, body, idempotencyKey, signal }));
  }
}
