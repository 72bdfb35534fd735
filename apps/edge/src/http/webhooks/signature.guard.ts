import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../problem/problem';
import { notFound } from '../problem/problems';
import { isSigned } from './signature';
import { WebhookSecret } from './webhook-secret';

export const SIGNATURE_HEADER = 'windrose-signature';

/** Lets the payment provider in, and nobody else. */
@Injectable()
export class SignatureGuard implements CanActivate {
  constructor(private readonly secret: WebhookSecret) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.secret.value === null) throw notFound('No payment provider is expected here.');
    const { headers, rawBody } = context.switchToHttp().getRequest<FastifyRequest>();
    const header = headers[SIGNATURE_HEADER];
    const signed = typeof header === 'string' && isSigned(header, rawBody ?? Buffer.alloc(0), this.secret.value);
    if (!signed) {
      throw new ProblemError({
        status: 401,
        code: 'unauthorized',
        detail: 'The header Windrose-Signature does not sign this body.',
        headers: { 'www-authenticate': 'Windrose-Signature' },
      });
    }
    return true;
  }
}
