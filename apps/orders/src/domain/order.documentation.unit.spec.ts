import type { OrdersEvent } from '@windrose/contracts';
import { expectDocumented, given, markdownTable, stateDiagram, type Transition } from '@windrose/testing';
import { order, type Situation } from './order';
import { cancelOrder } from './order.cancel';
import { changedMind, delivered, dispatched, parties, paymentId } from './order.fixtures';
import { already, impossible, tooLate } from './order.answers.nothing';
import { orderProcess, proceed } from './order.process';
import { lives, signals } from './order.process.fixtures';
import type { Signal } from './order.signals';

const PAGE = 'docs/explanation/order-life.md';

const situations = Object.keys(orderProcess) as Situation[];
const ends: readonly Situation[] = ['invalid', 'completed', 'rejected', 'expired', 'cancelled'];

/** One life for each situation, and one where all was delivered before shipping could answer a cancellation. */
const examples: readonly (readonly OrdersEvent[])[] = [
  ...Object.values(lives),
  [...lives.cancelling, dispatched('s1'), delivered('s1')],
];

/** Where each signal, and a cancellation, leads an order that is all in one shipment. */
function transitions(): Transition[] {
  const starts = [lives.awaiting_stock, lives.invalid].map((life) => ({
    from: '[*]',
    to: given(order, ...life).state.situation,
    label: 'PlaceOrder',
  }));
  const moves = examples.flatMap((life) => {
    const { state } = given(order, ...life);
    const from = state.situation;
    const after = (events: readonly OrdersEvent[]): Situation => given(order, ...life, ...events).state.situation;
    const decided = cancelOrder(state, { orderId: parties.orderId, reason: changedMind });
    return [
      ...Object.values(signals).map((signal) => ({
        from,
        to: after(proceed(state, signal, { paymentId })),
        label: signal.type,
      })),
      { from, to: after(decided.ok ? decided.value : []), label: 'CancelOrder' },
    ];
  });
  return [...starts, ...moves.filter(({ from, to }) => from !== to), ...ends.map((from) => ({ from, to: '[*]' }))];
}

function cell(situation: Situation, type: Signal['type']): string {
  const answer: (...input: never[]) => unknown = orderProcess[situation][type];
  if (answer === impossible) return '–';
  return answer === already || answer === tooLate ? answer.name : `\`${answer.name}\``;
}

describe('the page about the life of an order', () => {
  it('shows the order’s machine', () => {
    expectDocumented(PAGE, 'order machine', stateDiagram(transitions()));
  });

  it('shows the process: what each signal leads to in each situation', () => {
    const rows = (Object.keys(signals) as Signal['type'][]).map((type) => [
      `\`${type}\``,
      ...situations.map((situation) => cell(situation, type)),
    ]);
    expectDocumented(PAGE, 'order process', markdownTable(['', ...situations.map((name) => `\`${name}\``)], rows));
  });
});
