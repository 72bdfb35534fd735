import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { RequestContext } from '@windrose/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contextOf } from '../http/asking.decorator';
import { idempotencyKeyFrom } from './idempotency-key';
import { identityFrom } from './identity';
import { requestDigest } from './request-digest';

/** A request that its client may send again with the same Idempotency-Key. */
export interface RepeatableCall {
  /** With the request's identity, if it has a key. */
  readonly context: RequestContext;
  /** Says in the answer that it is an earlier one. */
  readonly replayed: () => void;
}

/** Documents the header of calls with a `Repeatable` parameter. */
export const ApiIdempotencyKey = (): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Same key and body: the same answer again, with `Idempotent-Replayed: true`; another body: 422',
  });

/** A handler's parameter: the call, to be made with `Backend.askOnce`. A key belongs to one caller and one address. */
export const Repeatable = createParamDecorator((_: unknown, context: ExecutionContext): RepeatableCall => {
  const http = context.switchToHttp();
  return new RequestInHand(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
});

class RequestInHand implements RepeatableCall {
  private made: RequestContext | undefined;

  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
  ) {}

  /** Made when it is asked for: by then the body is known to be one whose digest can be taken. */
  get context(): RequestContext {
    return (this.made ??= repeatableContext(this.request));
  }

  readonly replayed = (): void => void this.reply.header('idempotent-replayed', 'true');
}

function repeatableContext(request: FastifyRequest): RequestContext {
  const context = contextOf(request);
  const key = idempotencyKeyFrom(request.headers['idempotency-key']);
  if (key === null) return context;
  const [path = ''] = request.url.split('?');
  const id = identityFrom(request.caller?.id ?? 'anyone', `${request.method} ${path}`, key);
  return { ...context, request: { id, digest: requestDigest(request.body ?? {}) } };
}
