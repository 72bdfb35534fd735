import type { RequestContext, RpcInput, RpcReply, RpcSubject } from '@windrose/contracts';
import { CodedError, messageOf, ServiceBusy, ServiceUnavailable } from '@windrose/platform';
import type { Msg, MsgHdrs } from '@nats-io/transport-node';
import type { BrokerConnection } from '../broker/connection';
import { isNoResponders, isTimeout } from '../broker/questions';
import { Answers } from './answers';
import { failedCalls } from './rpc-metrics';
import { requestHeaders, type ReplyPacket } from './rpc-wire';

/** The service was reached and failed: neither an answer nor a refusal, but something that should not happen. */
export class RpcFailed extends CodedError {
  readonly code = 'rpc_failed';
}

export interface CallOptions {
  /** Milliseconds to wait for the answer. The service doesn't begin on a request that is older. */
  readonly deadlineMs: number;
}

/** Calls to other services. Fails at once when it can't reach them: nothing is kept to be sent later. */
export class RpcClient {
  private readonly broker: BrokerConnection;
  private readonly answers: Answers;
  private lastId = 0;

  constructor({ broker }: { readonly broker: BrokerConnection }) {
    this.broker = broker;
    this.answers = new Answers(broker);
  }

  /**
   * Asks a service. A refusal is an answer, not an error.
   * @throws ServiceUnavailable when no answer can be had now; whether the request was executed is then unknown
   * @throws ServiceBusy when the service has turned it away: then it was not executed
   * @throws RpcFailed when the service failed on it
   */
  async call<S extends RpcSubject>(
    subject: S,
    input: RpcInput<S>,
    context: RequestContext,
    { deadlineMs }: CallOptions,
  ): Promise<RpcReply<S>> {
    if (!this.broker.connected) {
      failedCalls.inc({ subject, reason: 'disconnected' });
      throw new ServiceUnavailable(`not connected to NATS: ${subject} can't be asked`);
    }
    const id = String(++this.lastId);
    const payload = JSON.stringify({ pattern: subject, data: { input, context }, id });
    const headers = requestHeaders(Date.now() + deadlineMs, context.traceparent).asHeaders();
    const reply = await this.request(subject, payload, headers, deadlineMs);
    return this.resultOf(subject, reply.json<ReplyPacket>());
  }

  private async request(subject: string, payload: string, headers: MsgHdrs, deadlineMs: number): Promise<Msg> {
    let forget: () => void = () => undefined;
    try {
      const expected = this.answers.expect(subject, deadlineMs);
      forget = expected.forget;
      this.broker.nats.publish(subject, payload, { reply: expected.subject, headers });
      return await expected.answer;
    } catch (error) {
      throw this.unavailable(subject, error, deadlineMs);
    } finally {
      forget();
    }
  }

  private unavailable(subject: string, error: unknown, deadlineMs: number): ServiceUnavailable {
    const [reason, message] = isNoResponders(error)
      ? ['no_responders', `nobody answers ${subject}: its service isn't running`]
      : isTimeout(error)
        ? ['timeout', `no answer to ${subject} within ${deadlineMs} ms`]
        : ['connection', `${subject}: ${messageOf(error)}`];
    failedCalls.inc({ subject, reason });
    return new ServiceUnavailable(message, 1, { cause: error });
  }

  private resultOf<S extends RpcSubject>(subject: S, { err, response }: ReplyPacket): RpcReply<S> {
    // The service's types are ours: both are compiled from one contract.
    if (err === undefined) return response as RpcReply<S>;
    failedCalls.inc({ subject, reason: err.code ?? 'internal' });
    if (err.code === 'service_busy') throw new ServiceBusy(err.message, err.retryAfterSeconds);
    if (err.code === 'service_unavailable') throw new ServiceUnavailable(err.message, err.retryAfterSeconds);
    throw new RpcFailed(`${subject}: ${err.message}`);
  }
}
