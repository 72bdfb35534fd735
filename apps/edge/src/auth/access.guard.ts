import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { CallerLimit } from '../admission/caller-limit';
import { forbidden, unauthorized } from '../http/problem/problems';
import { ACCESS, type Access } from './access.decorator';
import { AccessTokens } from './access-tokens';
import type { Caller } from './caller';

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i;

/** Knows the caller by its token, holds it to its rate, and keeps customers out of the operators' calls. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens,
    private readonly limit: CallerLimit,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access =
      this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [context.getHandler(), context.getClass()]) ??
      'signed-in';
    if (access === 'probe') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (access === 'anyone') {
      this.limit.check(request.ip);
      return true;
    }
    const caller = this.tokens.callerOf(tokenOf(request.headers.authorization));
    // A known token needs no promise: nearly every request brings one.
    if (!(caller instanceof Promise)) return this.admit(request, caller, access);
    return caller.then((known) => this.admit(request, known, access));
  }

  private admit(request: FastifyRequest, caller: Caller, access: Access): boolean {
    this.limit.check(caller.id);
    if (access === 'operator' && caller.role !== 'operator') throw forbidden('Only an operator may do this.');
    request.caller = caller;
    return true;
  }
}

function tokenOf(header: string | undefined): string {
  if (header === undefined)
    throw unauthorized('This call needs an access token (Authorization: Bearer …).', 'no_token');
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) throw unauthorized('The Authorization header is not "Bearer" and a token.', 'invalid_token');
  return token;
}
