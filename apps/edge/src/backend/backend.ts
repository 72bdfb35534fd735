import { Injectable } from '@nestjs/common';
import type { RequestContext, RpcInput, RpcOutput, RpcReply, RpcSubject, Service } from '@windrose/contracts';
import { RpcClient } from '@windrose/jetstream';
import { ServiceUnavailable } from '@windrose/platform';
import { BURST, BURST_MS } from '../admission/burst';
import type { RepeatableCall } from '../idempotency/repeatable.decorator';
import { Bulkhead } from './bulkhead';
import { Liveness } from './liveness';
import { Refused } from './refused';

/** Milliseconds a service may take to answer before the client hears 503. */
export const DEADLINE_MS = 5_000;

/** Milliseconds that a call has at least when it has waited for its turn: in a burst no call is a fast one. */
const TURN_MS = 3_000;

/**
 * Calls that wait for one service: a burst of some hundreds passes. As many as the edge takes for a burst, since an earlier
 * one may have left next to no calls that run at once.
 */
const WAITING = { max: BURST, patienceMs: BURST_MS, standingMs: 100 };
/** Calls that one service is asked at once. When it takes longer than so long to answer them, it is asked for fewer. */
const RUNNING = { min: 16, max: 128 };
const TARGET_MS = 500;
/** Passwords are slow to check on purpose. */
const CUSTOMERS_TARGET_MS = 2_000;

interface Asked {
  readonly bulkhead: Bulkhead;
  readonly liveness: Liveness;
}

/** The services behind the gate: what one answers, or Refused, or ServiceUnavailable within the deadline. */
@Injectable()
export class Backend {
  private readonly services = new Map<string, Asked>();

  constructor(private readonly rpc: RpcClient) {}

  /** Whether a call to the service would be turned away now. One that doesn't answer is not too busy, but absent. */
  isTooBusy(name: Service): boolean {
    const service = this.services.get(name);
    return service !== undefined && service.bulkhead.isFull && !service.liveness.isSilent;
  }

  /** @throws ServiceBusy when the service is asked for more than it can do; whatever the call throws */
  async ask<S extends RpcSubject>(
    subject: S,
    input: RpcInput<S>,
    context: RequestContext,
    deadlineMs = DEADLINE_MS,
  ): Promise<RpcOutput<S>> {
    return (await this.answerTo(subject, input, context, deadlineMs)).value;
  }

  /** As `ask`, for what takes effect once however often its client sends it. */
  async askOnce<S extends RpcSubject>(subject: S, input: RpcInput<S>, call: RepeatableCall): Promise<RpcOutput<S>> {
    const { value, replayed } = await this.answerTo(subject, input, call.context, DEADLINE_MS);
    if (replayed) call.replayed();
    return value;
  }

  private async answerTo<S extends RpcSubject>(
    subject: S,
    input: RpcInput<S>,
    context: RequestContext,
    deadlineMs: number,
  ): Promise<Extract<RpcReply<S>, { ok: true }>> {
    const { bulkhead, liveness } = this.serviceOf(subject);
    const isProbe = liveness.isSilent;
    if (!liveness.allows()) throw silent(subject);
    const startedAt = performance.now();
    const reply = await bulkhead.run(() => {
      // What became known while it waited need not be found out by each call again.
      if (!isProbe && liveness.isSilent) throw silent(subject);
      // The time that it waited for its turn is gone, but a turn that gives no time would be wasted.
      const leftMs = Math.max(Math.min(deadlineMs, TURN_MS), deadlineMs - (performance.now() - startedAt));
      return this.call(liveness, subject, input, context, Math.ceil(leftMs));
    });
    if (!reply.ok) throw new Refused(reply.refusal);
    return reply;
  }

  private async call<S extends RpcSubject>(
    liveness: Liveness,
    subject: S,
    input: RpcInput<S>,
    context: RequestContext,
    deadlineMs: number,
  ): Promise<RpcReply<S>> {
    const startedAt = performance.now();
    liveness.asked();
    try {
      return await this.rpc.call(subject, input, context, { deadlineMs });
    } finally {
      // Timers may be early by a millisecond.
      liveness.ended(performance.now() - startedAt < deadlineMs - 2);
    }
  }

  /** `rpc.v1.orders.get` is a call of orders. */
  private serviceOf(subject: RpcSubject): Asked {
    const [, , name = ''] = subject.split('.');
    let service = this.services.get(name);
    if (service === undefined) {
      const targetMs = name === 'customers' ? CUSTOMERS_TARGET_MS : TARGET_MS;
      const bulkhead = new Bulkhead({ name, running: { ...RUNNING, targetMs }, waiting: WAITING });
      service = { bulkhead, liveness: new Liveness() };
      this.services.set(name, service);
    }
    return service;
  }
}

function silent(subject: RpcSubject): ServiceUnavailable {
  return new ServiceUnavailable(`${subject}: its service answers nothing at all`);
}
