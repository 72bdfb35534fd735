import type { PaymentsEvent } from '@windrose/contracts';
import type { DueJob, JobAdd } from '@windrose/event-log';
import fc from 'fast-check';
import { capturedAmount, claimedAmount, refundableAmount, refundedAmount } from '../domain/movements';
import { isMovable, unknownPayment, type MovablePayment, type Payment } from '../domain/payment';
import type { PaymentCommand } from '../domain/payment.commands';
import { after, decide } from '../domain/payment.decide';
import { commands, eur } from '../domain/payment.fixtures';
import { followUpsOf } from './follow-ups';
import { ModelProvider } from '../fixtures/model-provider';
import type { RetryCaptureData } from './payment-timers';
import { authorizeJob } from './payment-jobs';

/** What others may want of a payment, in any order, any number of times; rarely its end, so that it has a life before. */
const wish: fc.Arbitrary<PaymentCommand> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<PaymentCommand>({ type: 'ReleaseRemainder' }) },
  {
    weight: 20,
    arbitrary: fc
      .record({ shipmentId: fc.constantFrom('s1', 's2'), cents: fc.constantFrom(0, 300, 400, 700) })
      .chain(({ shipmentId, cents }) =>
        fc.constantFrom<PaymentCommand>(
          { type: 'RequestCapture', shipmentId, amount: eur(cents) },
          { type: 'RequestCapture', shipmentId, amount: eur(cents) },
          { type: 'DropShare', shipmentId, amount: eur(cents) },
          { type: 'RefundReturn', returnId: `r-${cents}`, amount: eur(cents) },
        ),
      ),
  },
);

/** What happens next: a wish, or a job or timer that is due, of which the provider's answer may get lost or come twice. */
const step = fc.oneof(
  { weight: 1, arbitrary: wish },
  {
    weight: 1,
    arbitrary: fc.record({ pick: fc.nat(), answer: fc.constantFrom('once', 'lost', 'twice', 'late' as const) }),
  },
);

/** A payment with its jobs and timers, as the service keeps them, and a provider that remembers every key. */
class World {
  payment: Payment = unknownPayment;
  readonly facts: PaymentsEvent[] = [];
  /** Shipments that won't reach the customer. */
  readonly dropped = new Set<string>();
  private jobs: JobAdd[] = [];
  private timers: RetryCaptureData[] = [];
  private readonly lateAnswers: PaymentCommand[] = [];

  constructor(readonly provider: ModelProvider) {
    this.apply(commands.InitiatePayment);
    const { orderId, paymentId, amount } = commands.InitiatePayment;
    this.jobs.push(authorizeJob(orderId, { paymentId, amount, token: 'tok_ok' }));
  }

  get isQuiet(): boolean {
    return this.jobs.length + this.timers.length + this.lateAnswers.length === 0;
  }

  apply(command: PaymentCommand): void {
    const before = this.payment;
    // Shipments are there from the confirmation on.
    if (command.type === 'DropShare' && isMovable(before)) this.dropped.add(command.shipmentId);
    const events = decide(command, before);
    this.payment = after(before, events);
    this.facts.push(...events);
    const { addJobs, setTimers } = followUpsOf(before, events, this.payment);
    this.jobs.push(...addJobs);
    this.timers.push(...setTimers.map(({ data }) => data as RetryCaptureData));
    this.check();
  }

  /** The next thing that is due is done, or done and not heard of, or its answer is recorded twice, or only later. */
  proceed(pick: number, answer: 'once' | 'lost' | 'twice' | 'late'): void {
    const due = [...this.jobs, ...this.timers, ...this.lateAnswers];
    const chosen = due[pick % due.length];
    if (chosen === undefined) return;
    if ('kind' in chosen) this.work(chosen, answer);
    else if ('type' in chosen) this.apply(this.lateAnswers.splice(this.lateAnswers.indexOf(chosen), 1)[0]!);
    else {
      this.timers = this.timers.filter((timer) => timer !== chosen);
      this.apply({ type: 'RetryCapture', ...chosen });
    }
  }

  private work(job: JobAdd, answer: 'once' | 'lost' | 'twice' | 'late'): void {
    const command = this.provider.answer(job as unknown as DueJob, this.payment);
    if (answer === 'lost' || command === 'ask again') return;
    if (answer === 'late' && command !== null) this.lateAnswers.push(command);
    if (answer === 'late') return;
    this.jobs = this.jobs.filter((other) => other !== job);
    if (command === null) return;
    this.apply(command);
    if (answer !== 'twice') return;
    // A repeat changes nothing.
    const { length } = this.facts;
    this.apply(command);
    expect(this.facts).toHaveLength(length);
  }

  private check(): void {
    const { payment, provider } = this;
    expect(provider.captured + provider.voided).toBeLessThanOrEqual(provider.authorized);
    expect(provider.refunded).toBeLessThanOrEqual(provider.captured);
    if (!isMovable(payment)) return;
    expect(capturedAmount(payment)).toBeLessThanOrEqual(provider.captured);
    expect(refundedAmount(payment)).toBeLessThanOrEqual(provider.refunded);
    if (payment.status === 'authorized') expect(claimedAmount(payment)).toBeLessThanOrEqual(payment.amount.amount);
  }
}

/** Dropped shipments whose captured share has not gone back, although the provider never said that it can't. */
function owedFor(dropped: ReadonlySet<string>, payment: MovablePayment): string[] {
  const isRefused = (shipmentId: string): boolean =>
    payment.refunds.some((refund) => refund.shipmentId === shipmentId && refund.status === 'failed');
  return payment.shares
    .filter((share) => dropped.has(share.shipmentId) && refundableAmount(payment, share) > 0)
    .map(({ shipmentId }) => shipmentId)
    .filter((shipmentId) => !isRefused(shipmentId));
}

describe('a payment, whatever happens to it', () => {
  it('ends with what the provider says, and nothing held', () => {
    const captures = fc.array(fc.constantFrom('yes', 'no', 'never' as const), { maxLength: 12 });
    const authorization = fc.constantFrom(
      ...(['authorized', 'authorized', 'authorized', 'confirmed', 'unconfirmed', 'declined'] as const),
    );
    fc.assert(
      fc.property(
        authorization,
        captures,
        fc.array(step, { minLength: 8, maxLength: 40 }),
        (authorized, answers, steps) => {
          const world = new World(new ModelProvider(authorized, answers));
          for (const next of steps) {
            if ('type' in next) world.apply(next);
            else world.proceed(next.pick, next.answer);
          }
          world.apply({ type: 'ReleaseRemainder' });
          for (let n = 0; !world.isQuiet && n < 1_000; n++) world.proceed(n, 'once');

          const { payment, provider, facts } = world;
          expect(world.isQuiet).toBe(true);
          expect(provider.authorized - provider.captured - provider.voided).toBe(0);
          expect(['declined', 'authorized', 'voided']).toContain(payment.status);
          if (isMovable(payment)) expect(owedFor(world.dropped, payment)).toEqual([]);
          const sum = (type: PaymentsEvent['type']): number =>
            facts.reduce(
              (total, event) => total + (event.type === type && 'amount' in event.data ? event.data.amount.amount : 0),
              0,
            );
          expect(sum('PaymentCaptured')).toBe(provider.captured);
          expect(sum('PaymentRefunded')).toBe(provider.refunded);
          expect(sum('PaymentVoided')).toBe(provider.voided);
        },
      ),
      { numRuns: 600 },
    );
  });
});
