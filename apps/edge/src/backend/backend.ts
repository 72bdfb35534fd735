import { Injectable } from '@nestjs/common';
import type { RequestContext, RpcInput, RpcOutput, RpcSubject } from '@windrose/contracts';
import { RpcClient } from '@windrose/jetstream';
import { Refused } from './refused';

/** Milliseconds a service may take to answer before the client hears 503. */
export const DEADLINE_MS = 5_000;

/** The services behind the gate: what one answers, or Refused, or ServiceUnavailable within the deadline. */
@Injectable()
export class Backend {
  constructor(private readonly rpc: RpcClient) {}

  async ask<S extends RpcSubject>(
    subject: S,
    input: RpcInput<S>,
    context: RequestContext,
    deadlineMs = DEADLINE_MS,
  ): Promise<RpcOutput<S>> {
    const reply = await this.rpc.call(subject, input, context, { deadlineMs });
    if (!reply.ok) throw new Refused(reply.refusal);
    return reply.value;
  }
}
