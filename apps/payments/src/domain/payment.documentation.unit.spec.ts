import type { PaymentsEvent } from '@windrose/contracts';
import { expectDocumented, given, markdownTable, stateDiagram, type Transition } from '@windrose/testing';
import { shareOf, type Share } from './movements';
import { evolve, isMovable, paymentDecider, type Payment } from './payment';
import type { PaymentCommand } from './payment.commands';
import { decide } from './payment.decide';
import {
  actionRequired,
  authorized,
  captured,
  commands,
  declined,
  goods,
  initiated,
  refundRequested,
  refused,
  requested,
  voidRequested,
  voided,
  waived,
} from './payment.fixtures';

const PAGE = 'docs/explanation/order-life.md';
const now = { recordedAt: '2026-01-01T00:00:00Z' };

/** How a payment gets into each of its statuses. */
const lives: Readonly<Record<Payment['status'], readonly PaymentsEvent[]>> = {
  unknown: [],
  initiated: [initiated],
  action_required: [initiated, actionRequired],
  authorized: [initiated, authorized],
  declined: [initiated, declined],
  abandoned: [initiated, voidRequested],
  releasing: [initiated, authorized, voidRequested],
  voided: [initiated, authorized, voidRequested, voided(1_000)],
};
const neverHeard: readonly PaymentsEvent[] = [initiated, voidRequested, voided(0)];

/** How the share `s1` gets into each of its statuses; `none` when nobody has asked for it. */
const shares: Readonly<Record<Share['status'] | 'none', readonly PaymentsEvent[]>> = {
  none: [],
  requested: [requested('s1', 400)],
  unwanted: [requested('s1', 400), waived('s1', 400)],
  refused: [requested('s1', 400), refused('s1', 400, 1)],
  captured: [requested('s1', 400), captured('s1', 400)],
  failed: [requested('s1', 400), refused('s1', 400, 1, false)],
  waived: [waived('s1', 400)],
};

const ofAuthorization: readonly PaymentCommand['type'][] = [
  'InitiatePayment',
  'RecordAuthorization',
  'RecordActionRequired',
  'RecordDecline',
  'RecordAbsence',
  'ReleaseRemainder',
  'RecordRelease',
  'RecordVoidRefusal',
  'RequestCapture',
  'DropShare',
  'RefundReturn',
];
const ofShares: readonly PaymentCommand['type'][] = [
  'RequestCapture',
  'RecordCapture',
  'RecordCaptureRefusal',
  'RetryCapture',
  'DropShare',
  'RefundReturn',
  'ReleaseRemainder',
];

const stateAfter = (life: readonly PaymentsEvent[]): Payment => given(paymentDecider, ...life).state;

/** What a command leads to, in the words of the page. */
function answer(command: PaymentCommand, payment: Payment): string {
  try {
    const types = decide(command, payment).map(({ type }) => `\`${type.replace('Payment', '')}\``);
    return types.length === 0 ? '–' : types.join(', ');
  } catch {
    return 'error';
  }
}

/** Each step from one status to another that some command leads to. */
function transitionsOf(
  examples: readonly (readonly PaymentsEvent[])[],
  statusOf: (payment: Payment) => string,
): Transition[] {
  return examples.flatMap((life) => {
    const state = stateAfter(life);
    return Object.values<PaymentCommand>(commands).flatMap((command) => {
      if (answer(command, state) === 'error') return [];
      let payment = state;
      return decide(command, state).flatMap((event) => {
        const from = statusOf(payment);
        payment = evolve(payment, event, now);
        const to = statusOf(payment);
        return from === to ? [] : [{ from, to, label: event.type }];
      });
    });
  });
}

const beginAndEnd = (begin: string, ends: readonly string[]) => ({
  rename: ({ from, to, label }: Transition): Transition => ({ from: from === begin ? '[*]' : from, to, label }),
  ends: ends.map((from) => ({ from, to: '[*]' })),
});

describe('the page about the life of an order', () => {
  it('shows the payment’s machine', () => {
    const { rename, ends } = beginAndEnd('unknown', ['declined', 'authorized', 'voided']);
    const transitions = transitionsOf([...Object.values(lives), neverHeard], ({ status }) => status);
    expectDocumented(PAGE, 'payment machine', stateDiagram([...transitions.map(rename), ...ends]));
  });

  it('shows what each command leads to in each status of a payment', () => {
    const rows = ofAuthorization.map((type) => [
      `\`${type}\``,
      ...Object.values(lives).map((life) => answer(commands[type], stateAfter(life))),
    ]);
    const titles = ['', ...Object.keys(lives).map((status) => `\`${status}\``)];
    expectDocumented(PAGE, 'payment answers', markdownTable(titles, rows));
  });

  it('shows the machine of a share', () => {
    const { rename, ends } = beginAndEnd('none', ['captured', 'failed', 'waived']);
    const statusOf = (payment: Payment): string =>
      (isMovable(payment) ? shareOf(payment, 's1')?.status : undefined) ?? 'none';
    const examples = Object.values(shares).map((life) => [initiated, authorized, ...life]);
    expectDocumented(PAGE, 'share machine', stateDiagram([...transitionsOf(examples, statusOf).map(rename), ...ends]));
  });

  it('shows what each command leads to in each status of a share', () => {
    const rows = ofShares.map((type) => [
      `\`${type}\``,
      ...Object.values(shares).map((life) => answer(commands[type], stateAfter([initiated, authorized, ...life]))),
    ]);
    const titles = ['', ...Object.keys(shares).map((status) => (status === 'none' ? 'none' : `\`${status}\``))];
    expectDocumented(PAGE, 'share answers', markdownTable(titles, rows));
  });

  it('has an answer to every command in every status, and an error only where it can not happen', () => {
    const errors = Object.entries(lives).flatMap(([status, life]) =>
      Object.values<PaymentCommand>(commands)
        .filter((command) => answer(command, stateAfter(life)) === 'error')
        .map(({ type }) => `${type} while ${status}`),
    );
    const answersWithoutQuestion = ['RecordCapture', 'RecordCaptureRefusal', 'RecordRefund', 'RecordRefundRefusal'];
    const isExpected = (error: string): boolean =>
      error.endsWith('while unknown') || answersWithoutQuestion.some((type) => error.startsWith(type));
    expect(errors.filter((error) => !isExpected(error))).toEqual([]);
    // The questions have been asked: then all of them are answered.
    const asked = [...shares.captured, refundRequested(goods('r1'), 's1', 150)];
    for (const life of [lives.authorized, lives.releasing, lives.voided]) {
      const state = stateAfter([...lives.authorized, ...asked, ...life.slice(2)]);
      for (const command of Object.values<PaymentCommand>(commands)) expect(answer(command, state)).not.toBe('error');
    }
  });
});
