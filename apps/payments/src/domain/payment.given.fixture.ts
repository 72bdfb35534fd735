import type { PaymentsEvent } from '@windrose/contracts';
import { given as givenFacts } from '@windrose/testing';
import { paymentDecider, type Payment } from './payment';
import type { PaymentCommand } from './payment.commands';
import { decide } from './payment.decide';

/** `given(initiated, authorized).when(command).then(…facts)` */
export function given(...facts: readonly PaymentsEvent[]) {
  const folded = givenFacts(paymentDecider, ...facts);
  return {
    state: folded.state,
    when: (command: PaymentCommand) => folded.when((payment: Payment) => decide(command, payment)),
  };
}
