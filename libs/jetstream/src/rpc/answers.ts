import { NoRespondersError, TimeoutError, type Msg, type Subscription } from '@nats-io/transport-node';
import type { BrokerConnection } from '../broker/connection';

/** The server says that nobody listens on a request's subject. */
const NO_RESPONDERS = 503;

interface Expected {
  /** Where the answer is wanted: the request's reply subject. */
  readonly subject: string;
  readonly answer: Promise<Msg>;
  /** Nobody waits for it any more. */
  readonly forget: () => void;
}

interface Waiting {
  readonly asked: string;
  readonly resolve: (answer: Msg) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * The answers to one process's requests. One subscription takes them all, told apart by the number at the end of their
 * subject. It is not the client's own request/reply, because those subjects are where JetStream answers, too: here others
 * may publish, there nobody but the server.
 */
export class Answers {
  private readonly waiting = new Map<string, Waiting>();
  private inbox = '';
  private subscription: Subscription | undefined;
  private last = 0;

  constructor(private readonly broker: BrokerConnection) {
    // An answer to a request from before would go to a connection that is gone: whoever waits is told now.
    broker.onDown(() => this.giveUp(new Error('the connection to NATS was lost before the answer came')));
  }

  /** @param asked the request's subject, for errors. The answer rejects with NoRespondersError or TimeoutError. */
  expect(asked: string, withinMs: number): Expected {
    this.listen();
    const number = String(++this.last);
    const answer = new Promise<Msg>((resolve, reject) => this.waiting.set(number, { asked, resolve, reject }));
    const timer = setTimeout(() => this.take(number)?.reject(new TimeoutError()), withinMs);
    const forget = (): void => {
      clearTimeout(timer);
      this.waiting.delete(number);
    };
    return { subject: `${this.inbox}.${number}`, answer, forget };
  }

  /** Not before there is a connection. The client renews the subscription itself on each one after that. */
  private listen(): void {
    if (this.subscription !== undefined && !this.subscription.isClosed()) return;
    this.inbox = this.broker.newInbox('answers');
    this.subscription = this.broker.nats.subscribe(`${this.inbox}.*`, {
      callback: (error, answer) => (error === null ? this.received(answer) : this.giveUp(error)),
    });
  }

  private received(answer: Msg): void {
    const waiting = this.take(answer.subject.slice(this.inbox.length + 1));
    if (waiting === undefined) return;
    const { asked, resolve, reject } = waiting;
    if (answer.data.length === 0 && answer.headers?.code === NO_RESPONDERS) reject(new NoRespondersError(asked));
    else resolve(answer);
  }

  private take(number: string): Waiting | undefined {
    const waiting = this.waiting.get(number);
    this.waiting.delete(number);
    return waiting;
  }

  private giveUp(reason: Error): void {
    for (const { reject } of this.waiting.values()) reject(reason);
    this.waiting.clear();
  }
}
