import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { forbidden, unauthorized } from '../http/problem/problems';
import { ACCESS, type Access } from './access.decorator';
import { AccessTokens } from './access-tokens';
import type { Caller } from './caller';

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/** Knows the caller by its token and keeps customers out of the operators' calls. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access =
      this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [context.getHandler(), context.getClass()]) ??
      'signed-in';
    if (access === 'anyone') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = this.tokens.callerOf(tokenOf(request.headers.authorization));
    // A known token needs no promise: nearly every request brings one.
    return caller instanceof Promise
      ? caller.then((known) => admit(request, known, access))
      : admit(request, caller, access);
  }
}

function tokenOf(header: string | undefined): string {
  if (header === undefined)
    throw unauthorized('This call needs an access token (Authorization: Bearer …).', 'no_token');
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) throw unauthorized('The Authorization header is not "Bearer" and a token.', 'invalid_token');
  return token;
}

function admit(request: FastifyRequest, caller: Caller, access: Access): boolean {
  if (access === 'operator' && caller.role !== 'operator') throw forbidden('Only an operator may do this.');
  request.caller = caller;
  return true;
}
