import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { RequestContext } from '@windrose/contracts';
import { traceparentFrom } from '@windrose/platform';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../auth/caller';
import { unauthorized } from './problem/problems';

/** A handler's parameter: who sent the request. Only on calls that need a token. */
export const Asking = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (caller === null) throw unauthorized('This call needs an access token.', 'no_token');
  return caller;
});

/** A handler's parameter: what travels with everything that is asked of a service on behalf of the request. */
export const Context = createParamDecorator((_: unknown, context: ExecutionContext): RequestContext =>
  contextOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

export function contextOf(request: FastifyRequest): RequestContext {
  const { caller } = request;
  const traceparent = request.headers.traceparent;
  return {
    actor: caller ? { type: caller.role, id: caller.id } : { type: 'service', id: 'edge' },
    correlationId: request.id,
    traceparent: traceparentFrom(typeof traceparent === 'string' ? traceparent : undefined),
  };
}
