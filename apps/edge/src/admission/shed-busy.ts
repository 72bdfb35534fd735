import type { FastifyInstance } from 'fastify';
import type { Backend } from '../backend/backend';
import { ProblemError } from '../http/problem/problem';
import { overloaded } from '../http/problem/problems';
import { preferencesFrom } from '../prefer/preferences';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The service without which the call can't be answered, unless the client would rather not wait for it. */
    readonly waitsFor?: Parameters<Backend['isTooBusy']>[0];
  }
}

/**
 * Turns away, before its body is read, what the service behind the call would turn away in the end. Of a POST under overload
 * nearly all of the cost would otherwise have been spent by then: reading, checking, looking into the intake.
 */
export function shedBusy(fastify: FastifyInstance, backend: Pick<Backend, 'isTooBusy'>): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { waitsFor } = request.routeOptions.config;
    const isShed =
      waitsFor !== undefined && backend.isTooBusy(waitsFor) && !preferencesFrom(request.headers.prefer).respondAsync;
    done(isShed ? new ProblemError(overloaded()) : undefined);
  });
}
